using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Motifs.Discovery;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Planted;

/// <summary>ISM maps of the planted world's held-out sequences.</summary>
internal static class PlantedMaps
{
    public static ImportanceMap[] Ism(ISequenceModel model, IReadOnlyList<NamedSequence> sequences)
    {
        var options = new SaturationMutagenesisOptions();
        var rows = new MutagenesisRows(sequences, Alphabet.Dna, options);
        float[] predictions = RowPredictor.Predict(model, rows, 512, 2);
        int each = predictions.Length / sequences.Count;
        return [.. sequences.Select((sequence, i) =>
        {
            float[] map = new float[4 * sequence.Length], mean = new float[sequence.Length];
            SaturationMutagenesis.Effects(sequence, Alphabet.Dna, options, predictions.AsSpan(i * each, each), 0, 1, map);
            SaturationMutagenesis.MeanEffect(sequence, map, 4, mean);
            return new ImportanceMap(sequence, mean);
        })];
    }
}
