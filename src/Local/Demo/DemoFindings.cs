using GenoXai.Core.Querying;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;
using GenoXai.Local.Reports;

namespace GenoXai.Local.Demo;

/// <summary>How well the planted letters of one group of sequences were found.</summary>
/// <param name="Group">Name of the group.</param>
/// <param name="About">What it holds.</param>
/// <param name="Sequences">How many sequences.</param>
/// <param name="Letters">Planted letters of each.</param>
/// <param name="Found">Of that many positions with the largest |φ|, the share that are planted letters: precision and recall at once.</param>
/// <param name="Raising">The same for the positions with the largest φ, those that raise the prediction most.</param>
/// <param name="Chance">The share that positions drawn at random would have.</param>
internal sealed record GroupRecovery(string Group, string About, int Sequences, int Letters, double Found, double Raising, double Chance);

/// <summary>Precision and recall of the positions with the largest |φ|.</summary>
internal sealed record RecoveryAt(int Positions, double Precision, double Recall);

/// <summary>A pair of positions that are too far apart to lie in one word.</summary>
/// <param name="First">Position.</param>
/// <param name="Second">Position.</param>
/// <param name="Letters">The letters that do most together.</param>
/// <param name="Value">What they do, in units of the target.</param>
/// <param name="Strength">Root mean square over all letters.</param>
/// <param name="Place">Where the planted words stand if the positions and letters are theirs; null otherwise.</param>
internal sealed record FoundPair(int First, int Second, string Letters, double Value, double Strength, BonusPlace? Place);

/// <summary>What the two words do together, summed over their letters, in one group of sequences.</summary>
internal sealed record GroupBonus(string Group, int Sequences, double Mean, double StandardError);

/// <summary>The figures of the demo, computed from its results and the truth.</summary>
internal sealed class DemoFindings
{
    private readonly DemoResults _results;
    private readonly DemoTruth _truth;

    public DemoFindings(DemoResults results)
    {
        (_results, _truth) = (results, results.Truth);
        (MeanEffects, Phi) = Positions();
        Agreement = Pearson.Correlation(MeanEffects, Phi);
        SequenceAgreements = [.. results.Mutated.Select(m => Pearson.Correlation(Wide(m.MeanEffect), results.ExplainedOf(m.Sequence.Id).Explanation.Phi))];
        Groups = [.. _truth.Groups.Select(Recovery).Where(static g => g is { Letters: > 0, Sequences: > 0 })];
        Found = Weighted(static g => g.Found);
        Chance = Weighted(static g => g.Chance);
        FoundByIsm = results.Mutated.Average(m => Share(Wide(m.MeanEffect), _truth.Of(m.Sequence.Id)));
        FoundByPhiOnIsm = results.Mutated.Average(m => Share(results.ExplainedOf(m.Sequence.Id).Explanation.Phi, _truth.Of(m.Sequence.Id)));
        FarPairs = [.. Far()];
        Bonuses = [.. new[] { "both", "wrong" }.Select(Bonus)];
        (BothWithPlantedPair, Both) = StrongestInSequences();
        ModelAgreement = Pearson.Correlation([.. results.Explained.Select(static e => e.ModelPrediction)], [.. results.Explained.Select(static e => e.Explanation.Prediction)]);
        ModelR2 = R2();
        BothError = results.Explained.Where(static e => e.Planted.Group == "both").Average(static e => e.Explanation.Prediction - e.ModelPrediction);
        SumError = results.Explained.Max(static e => Math.Abs(e.Explanation.Phi.Sum() - (e.Explanation.Prediction - e.Explanation.BaseValue)));
    }

    /// <summary>ISM's mean effects, all positions of the sequences that ISM was run on.</summary>
    public double[] MeanEffects { get; }

    /// <summary>SHAP zero's φ at the same positions.</summary>
    public double[] Phi { get; }

    /// <summary>Pearson's r of the two.</summary>
    public double Agreement { get; }

    /// <summary>Pearson's r within each sequence.</summary>
    public double[] SequenceAgreements { get; }

    public IReadOnlyList<GroupRecovery> Groups { get; }

    /// <summary>The sequences with both words at a right distance.</summary>
    public GroupRecovery InPlace => Groups.First(static g => g.Group == "both");

    /// <summary>The mean of <see cref="GroupRecovery.Found"/> over all sequences with planted words.</summary>
    public double Found { get; }

    public double Chance { get; }

    /// <summary>The same for ISM, on the sequences it was run on.</summary>
    public double FoundByIsm { get; }

    /// <summary>The same for SHAP zero on those sequences only.</summary>
    public double FoundByPhiOnIsm { get; }

    /// <summary>The sketch's strongest tables of pairs that no single word could hold.</summary>
    public IReadOnlyList<FoundPair> FarPairs { get; }

    /// <summary>Share of all far pairs that are a letter of each word at some place of the bonus.</summary>
    public double FarPairsByChance { get; private set; }

    public IReadOnlyList<GroupBonus> Bonuses { get; }

    /// <summary>Sequences with both words at a right distance whose strongest far pair is a letter of each, and how many there are.</summary>
    public int BothWithPlantedPair { get; }

    public int Both { get; }

    /// <summary>Pearson's r of the sketch's and the model's predictions for the demo's sequences, which are not random.</summary>
    public double ModelAgreement { get; }

    /// <summary>R² there.</summary>
    public double ModelR2 { get; }

    /// <summary>Mean of sketch − model where both words stand at a right distance.</summary>
    public double BothError { get; }

    /// <summary>Largest |Σφ − (prediction − base value)|.</summary>
    public double SumError { get; }

    /// <summary>Model rows of KernelSHAP for one sequence, by its usual rule.</summary>
    public long KernelShapRows => 2048 + 2 * _results.Length;

    /// <summary>Model rows of ISM for one sequence.</summary>
    public long IsmRows => _results.Ism.GetInt64("model_rows") / Math.Max(1, _results.Ism.GetInt64("sequences"));

    /// <summary>The number of sequences from which a method of so many rows a sequence costs more than the sketch.</summary>
    public long BreakEven(long rowsEach) => _results.SketchRun.GetInt64("model_rows") / rowsEach + 1;

    /// <summary>Precision and recall over the sequences of a group.</summary>
    public RecoveryAt At(string group, int positions)
    {
        ExplainedSequence[] sequences = [.. _results.Explained.Where(e => e.Planted.Group == group)];
        double hits = sequences.Average(e => (double)Top(e.Explanation.Phi, positions).Count(e.Planted.IsPlanted));
        return new RecoveryAt(positions, hits / positions, hits / sequences[0].Planted.PlantedLetters);
    }

    private static double[] Wide(float[] values) => Array.ConvertAll(values, static v => (double)v);

    private static IEnumerable<int> Top(double[] values, int count) => Enumerable.Range(0, values.Length).OrderByDescending(i => Math.Abs(values[i])).Take(count);

    private static double Share(double[] values, PlantedSequence planted) => Top(values, planted.PlantedLetters).Average(i => planted.IsPlanted(i) ? 1.0 : 0.0);

    private (double[] MeanEffects, double[] Phi) Positions() => (
        [.. _results.Mutated.SelectMany(static m => Wide(m.MeanEffect))],
        [.. _results.Mutated.SelectMany(m => _results.ExplainedOf(m.Sequence.Id).Explanation.Phi)]);

    private GroupRecovery Recovery((string Name, string About) group)
    {
        ExplainedSequence[] sequences = [.. _results.Explained.Where(e => e.Planted.Group == group.Name)];
        int letters = sequences.Length == 0 ? 0 : sequences[0].Planted.PlantedLetters;
        double found = letters == 0 ? double.NaN : sequences.Average(static e => Share(e.Explanation.Phi, e.Planted));
        double raising = letters == 0 ? double.NaN : sequences.Average(e =>
            Enumerable.Range(0, _results.Length).OrderByDescending(i => e.Explanation.Phi[i]).Take(letters).Average(i => e.Planted.IsPlanted(i) ? 1.0 : 0.0));
        return new GroupRecovery(group.Name, group.About, sequences.Length, letters, found, raising, (double)letters / _results.Length);
    }

    private double Weighted(Func<GroupRecovery, double> figure) => Groups.Sum(g => g.Sequences * figure(g)) / Groups.Sum(static g => g.Sequences);

    private bool IsFar(int first, int second) => second - first >= _truth.Motifs.Max(static m => m.Word.Length);

    private IEnumerable<FoundPair> Far()
    {
        var strongest = new Strongest<FoundPair>(10);
        (int far, int planted) = (0, 0);
        foreach (AnovaTable table in _results.Sketch.Function.Tables)
        {
            if (table.Order != 2 || !IsFar(table.Positions[0], table.Positions[1])) continue;
            far++;
            if (_truth.PlaceOf(table.Positions[0], table.Positions[1]) is not null) planted++;
            double strength = SketchPictures.Strength(table);
            if (strongest.Wants(strength)) strongest.Offer(strength, Describe(table, strength));
        }

        FarPairsByChance = far > 0 ? (double)planted / far : 0;
        return strongest.Items;
    }

    private FoundPair Describe(AnovaTable table, double strength)
    {
        Alphabet alphabet = _results.Sketch.Function.Domain.Alphabet;
        int best = 0;
        for (int i = 1; i < table.Values.Length; i++)
            if (Math.Abs(table.Values[i]) > Math.Abs(table.Values[best])) best = i;
        (int first, int second) = (table.Positions[0], table.Positions[1]);
        string letters = $"{alphabet[(byte)(best / alphabet.Count)]}{alphabet[(byte)(best % alphabet.Count)]}";
        BonusPlace? place = _truth.Places.FirstOrDefault(p => LetterAt(_truth.First, p.First, first) == letters[0] && LetterAt(_truth.Second, p.Second, second) == letters[1]);
        return new FoundPair(first, second, letters, table.Values[best], strength, place);
    }

    private static char? LetterAt(PlantedMotif motif, int start, int position) =>
        position >= start && position < start + motif.Word.Length ? motif.Word[position - start] : null;

    private GroupBonus Bonus(string group)
    {
        double[] sums = [.. _results.Explained.Where(e => e.Planted.Group == group).Select(e => e.Explanation.Interactions.Where(i => IsPlantedPair(i, e.Planted)).Sum(static i => i.Value))];
        double mean = sums.Average(), variance = sums.Sum(s => (s - mean) * (s - mean)) / Math.Max(1, sums.Length - 1);
        return new GroupBonus(group, sums.Length, mean, Math.Sqrt(variance / sums.Length));
    }

    private bool IsPlantedPair(Interaction interaction, PlantedSequence planted) => interaction.Order == 2
        && planted.Words.Any(w => w.Motif == _truth.First && w.Holds(interaction.Positions[0]))
        && planted.Words.Any(w => w.Motif == _truth.Second && w.Holds(interaction.Positions[1]));

    private (int Hits, int Sequences) StrongestInSequences()
    {
        ExplainedSequence[] both = [.. _results.Explained.Where(static e => e.Planted.Group == "both")];
        int hits = both.Count(e => e.Explanation.Interactions.FirstOrDefault(i => i.Order == 2 && IsFar(i.Positions[0], i.Positions[1])) is { } pair && IsPlantedPair(pair, e.Planted));
        return (hits, both.Length);
    }

    private double R2()
    {
        double mean = _results.Explained.Average(static e => e.ModelPrediction);
        double errors = _results.Explained.Sum(static e => (e.ModelPrediction - e.Explanation.Prediction) * (e.ModelPrediction - e.Explanation.Prediction));
        return 1 - errors / _results.Explained.Sum(e => (e.ModelPrediction - mean) * (e.ModelPrediction - mean));
    }
}
