using System.Security.Cryptography;
using GenoXai.Core.Models;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Planted;

/// <summary>The shipped files are what tests/Golden/planted/HOW.md says they are.</summary>
public sealed class PlantedWorldTests
{
    [Fact]
    public void Models_TogetherAreBelowAMegabyteAndMatchTheirHashes()
    {
        long bytes = 0;
        foreach (string path in new[] { PlantedWorld.Cnn, PlantedWorld.Attention })
        {
            byte[] content = File.ReadAllBytes(path);
            bytes += content.Length;
            Assert.Equal(ModelLoader.Load(path).Manifest.Sha256, Convert.ToHexStringLower(SHA256.HashData(content)));
        }

        Assert.InRange(bytes, 1, 1_000_000);
    }

    [Theory]
    [InlineData("cnn", 2)]
    [InlineData("attention", 3)]
    public void Predict_OfTheHeldOutSequences_GivesTheCommittedNumbers(string name, int column)
    {
        string[][] rows = [.. PlantedWorld.Rows("values.tsv")];
        NamedSequence[] sequences = PlantedWorld.Sequences();
        Assert.Equal(rows.Select(static r => r[0]), sequences.Select(static s => s.Id));
        using OnnxSequenceModel model = PlantedWorld.Open(PlantedWorld.Path(name, "model.onnx"));
        float[] predictions = RowPredictor.Predict(model, new LetterRows([.. sequences.SelectMany(static s => s.Letters)], PlantedWorld.Length), 64, 1);
        double[] expected = [.. rows.Select(r => PlantedWorld.Number(r[column]))], truth = [.. rows.Select(static r => PlantedWorld.Number(r[1]))];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], predictions[i], 2e-4);
        double mean = truth.Average();
        double r2 = 1 - truth.Zip(predictions, static (t, p) => (t - p) * (t - p)).Sum() / truth.Sum(t => (t - mean) * (t - mean));
        Assert.InRange(r2, 0.9, 1);
    }

    [Fact]
    public void Truth_SaysWhatTheSequencesHold()
    {
        Dictionary<string, NamedSequence> sequences = PlantedWorld.Sequences().ToDictionary(static s => s.Id, StringComparer.Ordinal);
        foreach (PlantedMotif motif in PlantedWorld.Motifs)
        {
            var matches = new List<double>();
            foreach (PlantedSite site in PlantedWorld.Sites.Where(s => s.Motif == motif.Name))
            {
                byte[] word = sequences[site.Id].Letters[site.Start..site.End];
                if (site.Strand == '-') word = [.. word.Reverse().Select(static letter => (byte)(3 - letter))];
                Assert.Equal(motif.Consensus.Length, word.Length);
                matches.Add(word.Where((letter, i) => Alphabet.Dna[letter] == motif.Consensus[i]).Count() / (double)word.Length);
            }

            // Sites drawn from the matrix agree with its consensus far better than the quarter of random letters.
            Assert.InRange(matches.Count, 50, 200);
            Assert.InRange(matches.Average(), 0.6, 1);
        }
    }

    [Fact]
    public void Truth_ThePairActsExactlyWhereItsCentresAreNear()
    {
        string[] pair = [.. PlantedWorld.Motifs.Where(static m => m.OfPair).Select(static m => m.Name)];
        int near = 0, far = 0;
        foreach (IGrouping<string, PlantedSite> sites in PlantedWorld.Sites.Where(s => pair.Contains(s.Motif)).GroupBy(static s => s.Id))
        {
            PlantedSite[] both = [.. sites];
            if (both.Length == 1)
            {
                Assert.False(both[0].PairActive);
                continue;
            }

            double distance = Math.Abs(both[0].Start + both[0].End - both[1].Start - both[1].End) / 2.0;
            Assert.Equal(both[0].PairActive, both[1].PairActive);
            // Half a letter of play: motifs of odd and even widths.
            if (both[0].PairActive) Assert.InRange(distance, 13, PlantedWorld.PairOn + 0.5);
            else Assert.InRange(distance, PlantedWorld.PairOff - 0.5, 65);
            if (both[0].PairActive) near++; else far++;
        }

        Assert.InRange(near, 30, 100);
        Assert.InRange(far, 30, 100);
    }
}
