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
/// How a SensX run is cut: rounds of chunks, a chunk some units of one input or all of several. Sums are made within a
/// unit and added unit by unit, so that no result depends on how units are put into chunks. Units of a lane share
/// their batches, so that a narrow model's are full.
/// </summary>
/// <param name="Options">The options.</param>
/// <param name="Outputs">K.</param>
/// <param name="Groups">G.</param>
internal sealed record SensxLayout(SensxRequest Options, int Outputs, int Groups)
{
    // Sums are kept block by block: few blocks keep a wide run's journal small, and a walk wider than this is a block of its own.
    private const int BlockRows = 131_072;
    // The last batch of a lane is not full; the lanes of a chunk are on threads of their own.
    private const int LaneBatches = 4;
    // Figures of a chunk, and numbers of a file of points or of sums, of several inputs.
    private const int MostNumbers = 1 << 20, FileNumbers = 1 << 17;
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

    /// <summary>Units whose rows share their batches.</summary>
    public int LaneUnits(int round, int batchRows)
    {
        long rows = Math.Max(1, UnitRows(round));
        return (int)(((long)LaneBatches * batchRows + rows - 1) / rows);
    }

    /// <summary>Inputs whose points, of some width, are in one file.</summary>
    public static int PointsTogether(int width) => Math.Clamp(FileNumbers / width, 1, SensxParts.BlockInputs);

    /// <summary>Inputs whose sums are in one file.</summary>
    public int SumsTogether => Math.Clamp(FileNumbers / SumValues, 1, SensxParts.BlockInputs);

    /// <summary>Numbers of an input's sums: its rows, then walks and sums of even and of odd blocks.</summary>
    public int SumValues => checked(1 + 2 * (ElementaryEffects.SumCount(Groups, Outputs) + 1));

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
            int together = each < count ? 1 : (int)Math.Clamp(Math.Min(mostRows / Math.Max(1, RoundRows(round)), MostNumbers / Math.Max(1, (long)count * UnitValues(StepOf(round, Rounds)))), 1, inputs);
            for (int input = 0; input < inputs; input += together)
                for (int unit = first; unit < first + count; unit += each)
                {
                    int units = Math.Min(each, first + count - unit);
                    chunks.Add(new ChunkDocument(input, unit, units, unit + units == first + count) { Inputs = Math.Min(together, inputs - input) });
                }

            ends.Add(chunks.Count);
        }

        return (chunks, ends);
    }
}
