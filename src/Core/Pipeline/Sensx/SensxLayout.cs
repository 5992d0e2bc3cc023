using GenoXai.Core.Sensitivity;

namespace GenoXai.Core.Pipeline.Sensx;

/// <summary>What the chunks of a round hold.</summary>
internal enum SensxStep
{
    /// <summary>Unit 0: the point itself; unit t: point t − 1 of its profile.</summary>
    Profile,

    /// <summary>A unit is a block of walks.</summary>
    Walks,

    /// <summary>A unit is a point of the top-k curve, of the bottom-k curve, or of the subset's grid.</summary>
    Curves,
}

/// <summary>
/// How a SensX run is cut: rounds of chunks, a chunk some units of one input. Sums are made within a
/// unit and added unit by unit, so that no result depends on how units are put into chunks.
/// </summary>
/// <param name="Options">The options.</param>
/// <param name="Outputs">K.</param>
/// <param name="Groups">G.</param>
internal sealed record SensxLayout(SensxRequest Options, int Outputs, int Groups)
{
    // Sums are kept block by block: few blocks keep a wide run's journal small, and a walk wider than this is a block of its own.
    private const int BlockRows = 131_072;
    // Divisors of the first round's walks.
    private static readonly int[] BlockSizes = [25, 20, 10, 8, 5, 4, 2];

    public double[] Grid { get; } = Options.Grid;

    /// <summary>Walks of a block.</summary>
    public int BlockWalks { get; } = BlockSizes.FirstOrDefault(size => size <= BlockRows / (Groups + 1), 1);

    /// <summary>Walks at the end of each round of walks.</summary>
    public int[] WalkEnds { get; } = Options.Walks is { } walks ? [walks] : [.. Enumerable.Range(0, SensxRequest.MostRounds).Select(static r => SensxRequest.FirstWalks << r)];

    /// <summary>Points of a curve.</summary>
    public int[] Counts { get; } = PerturbationCurves.Counts(Groups);

    /// <summary>Rounds: the profiles, rounds of walks, the curves.</summary>
    public int Rounds => WalkEnds.Length + 2;

    public int ProfileUnits => Grid.Length + 1;

    public int CurveUnits => Options.CurveSamples == 0 ? 0 : 2 * Counts.Length + (Options.Subset ? Counts.Length * Grid.Length : 0);

    public static SensxStep StepOf(int round, int rounds) => round == 0 ? SensxStep.Profile : round < rounds - 1 ? SensxStep.Walks : SensxStep.Curves;

    /// <summary>Blocks before the end of a round of walks, 1 or more; 0 for round 0.</summary>
    public int BlockEnd(int round) => round == 0 ? 0 : (WalkEnds[round - 1] + BlockWalks - 1) / BlockWalks;

    /// <summary>Walks of a block; the run's last one may have fewer.</summary>
    public int WalksOf(int block) => Math.Min(BlockWalks, WalkEnds[^1] - block * BlockWalks);

    /// <summary>First unit of a round and how many it has.</summary>
    public (int First, int Count) Units(int round) => StepOf(round, Rounds) switch
    {
        SensxStep.Profile => (0, ProfileUnits),
        SensxStep.Walks => (BlockEnd(round - 1), BlockEnd(round) - BlockEnd(round - 1)),
        _ => (0, CurveUnits),
    };

    /// <summary>Rows of a unit at most.</summary>
    public long UnitRows(int round) => StepOf(round, Rounds) switch
    {
        SensxStep.Profile => Options.Samples,
        SensxStep.Walks => (long)BlockWalks * (Groups + 1) * Outputs,
        _ => (long)Options.CurveSamples * Outputs,
    };

    /// <summary>Rows of a round of one input at most.</summary>
    public long RoundRows(int round) => StepOf(round, Rounds) switch
    {
        SensxStep.Profile => (long)Grid.Length * Options.Samples + 1,
        SensxStep.Walks => (long)(WalkEnds[round - 1] - (round > 1 ? WalkEnds[round - 2] : 0)) * (Groups + 1) * Outputs,
        _ => CurveUnits * UnitRows(round),
    };

    /// <summary>Numbers that a unit leaves: its rows, then its figures.</summary>
    public int UnitValues(SensxStep step) => 1 + step switch
    {
        SensxStep.Profile => Outputs * StabilityProfile.PointValues,
        SensxStep.Walks => ElementaryEffects.SumCount(Groups, Outputs),
        _ => Outputs,
    };

    /// <summary>Cuts the run into chunks.</summary>
    /// <param name="inputs">Number of inputs.</param>
    /// <param name="mostRows">Rows of a chunk, unless one unit has more.</param>
    public (List<ChunkDocument> Chunks, List<int> RoundEnds) Cut(int inputs, long mostRows)
    {
        var chunks = new List<ChunkDocument>();
        var ends = new List<int>();
        for (int round = 0; round < Rounds; round++)
        {
            (int first, int count) = Units(round);
            int each = (int)Math.Clamp(mostRows / Math.Max(1, UnitRows(round)), 1, Math.Max(1, count));
            for (int input = 0; input < inputs; input++)
                for (int unit = first; unit < first + count; unit += each)
                {
                    int units = Math.Min(each, first + count - unit);
                    chunks.Add(new ChunkDocument(input, unit, units, unit + units == first + count));
                }

            ends.Add(chunks.Count);
        }

        return (chunks, ends);
    }
}
