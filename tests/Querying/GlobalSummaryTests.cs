using GenoXai.Core.Numerics;
using GenoXai.Core.Querying;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Querying;

public sealed class GlobalSummaryTests
{
    private const int Letters = 3, Length = 5;
    private static readonly Sketch Random = RandomSketch.Make(Letters, Length, 4, 14, 61);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ExpectedEffects_UnderIndependentLetters_AreMeansOverEverySequence(bool product)
    {
        double[] probabilities = product ? Skewed() : [.. Enumerable.Repeat(1.0 / Letters, Letters * Length)];
        var query = new SketchQuery(Random, product ? new ProductBackground(probabilities, Length) : null);
        var weights = new double[Length * Letters];
        var means = new double[Length * Letters];
        var sizes = new double[Length * Letters];
        foreach (byte[] x in AllSequences())
        {
            double[] phi = query.Explain(x).Phi;
            double weight = 1;
            for (int i = 0; i < Length; i++) weight *= probabilities[i * Letters + x[i]];
            for (int i = 0; i < Length; i++)
            {
                int cell = i * Letters + x[i];
                weights[cell] += weight;
                means[cell] += weight * phi[i];
                sizes[cell] += weight * Math.Abs(phi[i]);
            }
        }

        PositionLetterEffects effects = GlobalView.ExpectedEffects(query, 20_000, 3);
        Assert.True(effects.MeanIsExact);
        int far = 0;
        for (int cell = 0; cell < weights.Length; cell++)
        {
            Assert.Equal(probabilities[cell], effects.Shares[cell], 1e-12);
            if (probabilities[cell] == 0)
            {
                Assert.Equal(0, effects.Counts[cell]);
                continue;
            }

            Assert.Equal(means[cell] / weights[cell], effects.Mean[cell], 1e-9);
            double error = Assert.NotNull(effects.StandardErrorOf(cell));
            double off = Math.Abs(effects.MeanAbsolute[cell] - sizes[cell] / weights[cell]);
            Assert.True(off < 4.5 * error + 1e-12, $"cell {cell}: off by {off}, standard error {error}");
            Assert.InRange(effects.Counts[cell], 20_000 * (weights[cell] - 0.02), 20_000 * (weights[cell] + 0.02));
            if (off > 0.2 * error) far++;
        }

        // Drawn values are no copies, and their errors no excuse.
        Assert.InRange(far, 5, 15);
    }

    [Fact]
    public void ExpectedEffects_UnderASetOfSequences_AreThoseOfTheSet()
    {
        NamedSequence[] set = [.. Enumerable.Range(0, 40).Select(i => new NamedSequence($"s{i}", RandomSketch.Sequence(Letters, Length, 61, i)))];
        var query = new SketchQuery(Random, new SequenceBackground(set));
        PositionLetterEffects expected = GlobalView.Effects(query, set), drawn = GlobalView.ExpectedEffects(query, 5, 9);
        Assert.False(drawn.MeanIsExact);
        Assert.Equal(40, drawn.Sequences);
        Assert.Equal(expected.Mean, drawn.Mean);
        Assert.Equal(expected.MeanAbsolute, drawn.MeanAbsolute);
        Assert.Equal(expected.Counts, drawn.Counts);
    }

    [Fact]
    public void Effects_OfSequences_HaveTheSharesOfTheirLetters_AndCountThoseMissing()
    {
        byte n = Alphabet.Missing;
        NamedSequence[] set = [new("a", [0, 1, 2, 0, n]), new("b", [0, 2, 2, 0, n]), new("c", [0, 2, n, 0, n]), new("d", [1, 2, 2, 0, n])];
        PositionLetterEffects effects = GlobalView.Effects(new SketchQuery(Random), set);
        Assert.Equal(5, effects.MissingLetters);
        Assert.Equal([0.75, 0.25, 0, 0, 0.25, 0.75, 0, 0, 1, 1, 0, 0, 0, 0, 0], effects.Shares);
        Assert.Null(effects.StandardErrorOf(1));
        Assert.Equal(6, effects.Each(Random.Function.Domain.Alphabet).Count());
    }

    [Fact]
    public void PairEnergies_OfASketchMadeByHand_AddUpOverLargerSupports()
    {
        SupportStrength Support(double energy, params int[] positions) => new(positions, positions.Length, 0, energy, 0, "", 0, "");
        double[] pairs = GlobalView.PairEnergies([Support(7, 1), Support(2, 0, 2), Support(3, 0, 1, 2)], 3);
        Assert.Equal([0, 3, 5, 3, 0, 3, 5, 3, 0], pairs);
        Assert.Equal([7, 2, 3], GlobalView.EnergyByOrder([Support(7, 1), Support(2, 0, 2), Support(3, 0, 1, 2)]));
        Assert.Empty(GlobalView.EnergyByOrder([]));
    }

    [Fact]
    public void Of_UnderUniformLetters_HasTheEnergiesOfTheSketchsQuality()
    {
        GlobalSummary summary = GlobalSummary.Of(new SketchQuery(Random), 3);
        double[] energies = [.. Random.Function.Tables.GroupBy(static t => t.Order).OrderBy(static g => g.Key).Select(static g => g.Sum(static t => t.Values.Average(static v => v * v)))];
        Assert.Equal(energies.Sum(), summary.Energy, 1e-9);
        Assert.Equal(energies.Select(e => Math.Round(e / energies.Sum(), 9)), summary.EnergyByOrder.Select(static e => Math.Round(e, 9)));
        Assert.Equal(Random.Function.BaseValue, summary.BaseValue);
        Assert.All(summary.InteractionsByOrder, static order => Assert.Equal(3, order.Count));
    }

    [Fact]
    public void Of_AConstantSketch_IsEmpty()
    {
        GlobalSummary summary = GlobalSummary.Of(new SketchQuery(RandomSketch.Of(new DecodedFunction(new SketchDomain(Alphabet.Dna, 4), 1.5, []))), 3);
        Assert.Equal(1.5, summary.BaseValue);
        Assert.Empty(summary.EnergyByOrder);
        Assert.Empty(summary.Supports);
        Assert.Empty(summary.Motifs);
        Assert.All(summary.Effects.Mean, static mean => Assert.Equal(0, mean));
    }

    [Fact]
    public void StrongestSupports_WhereLettersAreRestricted_NameAllowedLettersOnly()
    {
        // Under a background of G and T alone C raises by 1 on average, but the position may only hold G or T.
        var domain = new SketchDomain(AllowedLetters.Of(Alphabet.Dna, 2, [], null, "0:GT"));
        Sketch sketch = RandomSketch.Of(new DecodedFunction(domain, 0, [new AnovaTable([0, 1], [0, 0, 0, 0, 0, 0, 0, 0, 3, -1, -1, -1, -3, 1, 1, 1])]));
        var query = new SketchQuery(sketch, new SequenceBackground([new("b", [2, 0])]));
        foreach (SupportStrength support in GlobalView.StrongestSupports(query, 10))
        {
            Assert.Contains(support.MaximumLetters[0], support.Positions[0] == 0 ? "GT" : "ACGT");
            Assert.Contains(support.MinimumLetters[0], support.Positions[0] == 0 ? "GT" : "ACGT");
        }

        Assert.Contains(GlobalView.StrongestSupports(query, 10), static s => s.Maximum < 0 || s.Minimum > 0 || s.Maximum == 0 || s.Minimum == 0);
    }

    [Fact]
    public void Motifs_AreTheStretchesAboveTheMean_JoinedOverSmallGaps()
    {
        // Mean over the positions that move: (5 + 4 + 1 + 1 + 6 + 1·5 + 7)/11 = 29/11 = 2.6.
        double[] sizes = [0, 5, 4, 1, 1, 6, 1, 1, 1, 1, 1, 7];
        PositionLetterEffects effects = Made(sizes, (position, letter) => letter == 0 ? sizes[position] : -sizes[position]);
        IReadOnlyList<EffectMotif> motifs = EffectMotif.Find(effects, 5);
        Assert.Equal([(1, 6), (11, 12)], motifs.Select(static m => (m.Start, m.End)));
        Assert.Equal(17, motifs[0].MeanAbsolutePhi, 1e-12);
        Assert.Single(EffectMotif.Find(effects, 1));
        // The widest range, 14 at position 11, makes a hundredfold; 10 at position 1 the power 10/14 of it.
        Assert.Equal(100, motifs[1].Probabilities[0] / motifs[1].Probabilities[1], 1e-9);
        Assert.Equal(Math.Pow(100, 10.0 / 14), motifs[0].Probabilities[0] / motifs[0].Probabilities[1], 1e-9);
        foreach (EffectMotif motif in motifs)
            for (int row = 0; row < motif.End - motif.Start; row++) Assert.Equal(1, motif.Probabilities[row * 2] + motif.Probabilities[row * 2 + 1], 1e-12);
    }

    [Fact]
    public void Motifs_TiltTheSharesOfTheLetters_AndLeaveOutLettersThatNoSequenceHolds()
    {
        double[] sizes = [1, 3];
        PositionLetterEffects effects = Made(sizes, (position, letter) => 1000 + (position == 1 && letter == 1 ? 1 : 0));
        effects.Shares[2] = 0.8;
        effects.Shares[3] = 0.2;
        EffectMotif motif = Assert.Single(EffectMotif.Find(effects, 5));
        // 0.2·100 against 0.8, however far both are from 0.
        Assert.Equal(20 / 20.8, motif.Probabilities[1], 1e-9);
        effects.Shares[2] = 0;
        effects.Shares[3] = 1;
        Assert.Equal([0, 1], Assert.Single(EffectMotif.Find(effects, 5)).Probabilities);
        effects.Shares[3] = 0;
        Assert.Equal([0.5, 0.5], Assert.Single(EffectMotif.Find(effects, 5)).Probabilities);
    }

    [Fact]
    public void Motifs_WhereEveryPositionMattersAlike_AreNone() => Assert.Empty(EffectMotif.Find(Made([0.1, 0.1, 0.1, 0.1, 0.1, 0.1], static (_, letter) => letter), 5));

    private static PositionLetterEffects Made(double[] sizes, Func<int, int, double> mean)
    {
        int length = sizes.Length;
        return new PositionLetterEffects(
            10, length, 2, [.. Enumerable.Range(0, 2 * length).Select(cell => mean(cell / 2, cell % 2))], new double[2 * length], [.. Enumerable.Repeat(5L, 2 * length)], sizes)
        {
            Shares = [.. Enumerable.Repeat(0.5, 2 * length)],
        };
    }

    private static double[] Skewed()
    {
        SeededRandom random = SeededRandom.Stream(8, "skewed");
        var probabilities = new double[Length * Letters];
        for (int i = 0; i < Length; i++)
        {
            double first = 0.1 + 0.8 * random.NextDouble(), second = (1 - first) * (i == 2 ? 0 : random.NextDouble());
            (probabilities[i * Letters], probabilities[i * Letters + 1], probabilities[i * Letters + 2]) = (first, second, 1 - first - second);
        }

        return probabilities;
    }

    private static IEnumerable<byte[]> AllSequences()
    {
        for (int code = 0; code < Math.Pow(Letters, Length); code++)
        {
            int rest = code;
            var x = new byte[Length];
            for (int i = 0; i < Length; i++, rest /= Letters) x[i] = (byte)(rest % Letters);
            yield return x;
        }
    }
}
