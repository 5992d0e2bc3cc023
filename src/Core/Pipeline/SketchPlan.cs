using GenoXai.Core.Models;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// Which rows a sketch shows to the model. Uniform rows come first: those for the test, those for
/// validation, those to train on; then, for the sparse Fourier decoders, the rows of the design.
/// </summary>
/// <param name="Domain">The sequences that are sketched.</param>
/// <param name="Rows">Uniform rows by role; for the sparse Fourier decoders training counts the design's rows.</param>
/// <param name="Design">The subsampling design; null for the decoders of uniform rows.</param>
public sealed record SketchPlan(SketchDomain Domain, SketchRows Rows, SubsamplingDesign? Design)
{
    /// <summary>Most positions of a frequency that coded delays are sure to read.</summary>
    public const int CodedOrder = 5;

    private const int MostTestRows = 2000, LeastTestRows = 50, MostValidationRows = 5000, LeastProbedBudget = 4000, RowsPerProbe = 20, MostProbeRows = 1000;

    /// <summary>Seed of the uniform rows.</summary>
    public long Seed { get; init; }

    /// <summary>Most further rows that the decoder may ask for; part of the budget, and not spent where it has no doubts.</summary>
    public int ProbeRows { get; init; }

    /// <summary>Rows of all rounds up to each one's end, ascending; the last is <see cref="RowCount"/>.</summary>
    public IReadOnlyList<long> RoundRows { get; init; } = [Rows.Total];

    /// <summary>The rows of a round by role; test and validation rows are the same in every round.</summary>
    /// <param name="round">0 for the first.</param>
    public SketchRows RowsOfRound(int round) => Rows with { Training = RoundRows[round] - Rows.Validation - Rows.Test };

    /// <summary>Rows of the uniform part.</summary>
    public long UniformRows => Design is null ? Rows.Total : Rows.Test;

    /// <summary>What the decoder sees: codes of the free positions.</summary>
    public SketchDomain Codes => Design is null ? Domain.Codes : Domain.CommonCodes;

    /// <summary>All rows but those that the decoder may ask for; with these at most the budget.</summary>
    public long RowCount => Rows.Total;

    /// <summary>How many rows of a budget the default decoder may ask for itself; none of a small one, whose every row is needed to fit.</summary>
    /// <param name="budget">All rows.</param>
    public static int ProbeRowsOf(int budget) => budget < LeastProbedBudget ? 0 : Math.Min(budget / RowsPerProbe, MostProbeRows);

    /// <summary>Plans a sketch.</summary>
    /// <param name="request">A request with <see cref="RunRequest.Sketch"/>.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="InputException">The budget is too small (the message says the least that works), or the length is not known.</exception>
    public static SketchPlan Of(RunRequest request, ISequenceModel model)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(model);
        SketchRequest sketch = request.Sketch ?? throw new InputException("sketch: the budget is missing. Say --budget ROWS.", "bad-option");
        byte[] sequence = sketch.Sequence is { } text ? model.Alphabet.Parse(text) : [];
        if (sequence.Length > 0 && sketch.Length is { } said && said != sequence.Length)
            throw new InputException($"--length {said}: the sequence has {sequence.Length} letters. Leave --length out.", "bad-option");
        int? known = sequence.Length > 0 ? sequence.Length : sketch.Length;
        int length = known ?? model.Facts.FixedLength
            ?? throw new InputException("sketch: the model takes sequences of any length; say which one by --length.", "bad-option");
        model.Facts.CheckLength(length, sequence.Length > 0 ? "sequence" : "--length");
        SketchDomain domain = DomainOf(sketch, model.Alphabet, length, sequence);
        if (model.Targets.Count != 1)
            throw new InputException($"sketch: one target at a time; {model.Targets.Count} were given.", "bad-option");
        CheckTarget(sketch);
        SketchLimits.CheckUnused(sketch);
        int test = TestRowsOf(sketch.Budget);
        SketchPlan plan = sketch.Decoder is SketchDecoder.Hybrid or SketchDecoder.Ridge
            ? Uniform(domain.Codes, sketch, test, sketch.Decoder == SketchDecoder.Hybrid ? ProbeRowsOf(sketch.Budget) : 0)
            : SparseFourier(domain.CommonCodes, sketch, test, request.Seed);
        return plan with { Domain = domain, Seed = request.Seed };
    }

    /// <summary>A run of the rows, as the model is shown them: whole sequences.</summary>
    /// <param name="first">Number of the first row.</param>
    /// <param name="count">How many.</param>
    public RowSource RowsAt(long first, int count) => Whole(CodesAt(first, count));

    /// <summary>Rows of codes, as the model is shown them: whole sequences.</summary>
    /// <param name="codes">Letters of the free positions.</param>
    public RowSource Whole(RowSource codes) => Domain.Allowed is { } allowed ? new AllowedRows(codes, allowed) : codes;

    /// <summary>A run of the rows, as the decoder sees them (<see cref="Codes"/>).</summary>
    /// <param name="first">Number of the first row.</param>
    /// <param name="count">How many.</param>
    public RowSource CodesAt(long first, int count)
    {
        int uniform = (int)Math.Clamp(UniformRows - first, 0, count);
        RowSource? head = uniform > 0 ? new BalancedRows(Seed, Codes.LetterCounts, first, uniform) : null;
        if (uniform == count || Design is null) return head!;
        var tail = new SubsampleRows(Design, first + uniform - UniformRows, count - uniform);
        return head is null ? tail : new ConcatenatedRows(head, tail);
    }

    private static void CheckTarget(SketchRequest sketch)
    {
        if (sketch.TargetR2 is not { } target) return;
        if (!(target > 0 && target < 1)) throw new InputException(FormattableString.Invariant($"--target-r2 {target}: more than 0 and less than 1 is possible."), "bad-option");
        if (sketch.WholeBudget) throw new InputException("--target-r2: cannot be combined with --whole-budget; leave one out.", "bad-option");
        if (sketch.Decoder is SketchDecoder.Qsft or SketchDecoder.Paper)
            throw new InputException("--target-r2: qsft and paper show all rows of their design in one round; use --decoder hybrid or ridge, or leave it out.", "bad-option");
    }

    private static SketchDomain DomainOf(SketchRequest sketch, Alphabet alphabet, int length, byte[] sequence)
    {
        if (sketch.Range is not null && sketch.Sequence is null)
            throw new InputException("--range: give the sequence whose other letters are held, by --fasta.", "bad-option");
        if (sketch.Sequence is not null && sketch.Range is null && sketch.Letters is null)
            throw new InputException("--fasta: say which of its positions vary, by --range START:END or --letters.", "bad-option");
        return sketch.Sequence is null && sketch.Letters is null
            ? new SketchDomain(alphabet, length)
            : new SketchDomain(AllowedLetters.Of(alphabet, length, sequence, sketch.Range, sketch.Letters));
    }

    private static SketchPlan Uniform(SketchDomain domain, SketchRequest sketch, int test, int probes)
    {
        if (sketch.Decoder == SketchDecoder.Ridge) SketchLimits.CheckOrder(sketch.Order, domain);
        // Fewer training rows than first-order effects leave nothing to trust.
        int least = LeastTestRows * 2 + Math.Max(50, (int)domain.FunctionsOf(1));
        if (sketch.Budget < least) throw new InputException($"--budget {sketch.Budget}: too small for {domain.Length} positions; the least that works is {least} rows.", "budget-too-small");
        int validation = Math.Clamp(sketch.Budget / 10, LeastTestRows, MostValidationRows);
        var rows = new Sketching.SketchRows(sketch.Budget - test - validation - probes, validation, test);
        var plan = new SketchPlan(domain, rows, null) { ProbeRows = probes };
        return sketch.WholeBudget ? plan : plan with { RoundRows = SketchRounds.RowsOf(sketch.Budget - probes, test + validation) };
    }

    private static SketchPlan SparseFourier(SketchDomain domain, SketchRequest sketch, int test, long seed)
    {
        if (sketch.Groups is < 1 or > 100) throw new InputException($"--groups {sketch.Groups}: 1 to 100 are possible.", "bad-option");
        if (sketch.Repeats is < 1 or > 1000) throw new InputException($"--repeats {sketch.Repeats}: 1 to 1000 are possible.", "bad-option");
        if (sketch.SubsamplingDimension is { } b && (b < 1 || b > domain.Length)) throw new InputException($"--b {b}: 1 to {domain.Length} are possible here.", "bad-option");
        // Said before the rows are paid for, not by the decoder after them.
        if (sketch.NoiseStandardDeviation is { } noise && !(noise >= 0 && double.IsFinite(noise)))
            throw new InputException(FormattableString.Invariant($"--noise-sd: {noise} is not a standard deviation; give 0 or more."), "bad-option");
        bool coded = UsesCode(domain, sketch);
        int steps = coded ? DelayCode.CountOf(domain.Length, CodedOrder) : domain.Length;
        long perBin = (long)sketch.Groups * (steps + 1), rows = sketch.Budget - test;
        int dimension = sketch.SubsamplingDimension ?? Dimension(domain, rows / (perBin * (sketch.Repeats ?? 1)));
        double bins = Math.Pow(domain.LetterCount, dimension);
        int repeats = sketch.Repeats ?? (int)Math.Clamp(rows / (perBin * bins), 1, 3);
        double needed = perBin * bins * repeats + LeastTestRows;
        if (dimension < 1 || dimension > domain.Length || repeats < 1 || needed > sketch.Budget)
        {
            double smallest = perBin * Math.Pow(domain.LetterCount, sketch.SubsamplingDimension ?? 1) * (sketch.Repeats ?? 1);
            // A dimension that is given may cut into the test rows; one that is chosen leaves them alone.
            string least = smallest > int.MaxValue ? "more than a sketch can have"
                : FormattableString.Invariant($"{(sketch.SubsamplingDimension is null ? SketchLimits.LeastBudget((long)smallest, TestRowsOf, LeastTestRows) : (long)smallest + LeastTestRows)} rows");
            throw new InputException($"--budget {sketch.Budget}: too small for a sparse Fourier sketch of {domain.Length} positions; the least that works is {least}.", "budget-too-small");
        }

        var options = new SubsamplingOptions
        {
            Dimension = dimension,
            Groups = sketch.Groups,
            Offsets = repeats,
            CodedOrder = coded ? CodedOrder : null,
            RequireFullRank = sketch.Decoder != SketchDecoder.Paper,
        };
        var design = SubsamplingDesign.Create(domain.LetterCount, domain.Length, options, seed);
        return new SketchPlan(domain, new Sketching.SketchRows(design.RowCount, 0, Math.Min(test, sketch.Budget - design.RowCount)), design);
    }

    private static int TestRowsOf(int budget) => Math.Clamp(budget / 10, LeastTestRows, MostTestRows);

    private static bool UsesCode(SketchDomain domain, SketchRequest sketch)
    {
        bool suits = DelayCode.Suits(domain.LetterCount);
        if (sketch.Delays != SketchDelays.Coded)
            return sketch.Delays == SketchDelays.Auto && sketch.Decoder == SketchDecoder.Qsft && suits && 2 * DelayCode.CountOf(domain.Length, CodedOrder) <= domain.Length;
        if (suits) return true;
        throw new InputException($"--delays coded: needs 2, 4, 8, … letters at a position, and there are {domain.LetterCount} here; leave it out.", "bad-option");
    }

    private static int Dimension(SketchDomain domain, long bins)
    {
        int dimension = 0;
        for (double size = domain.LetterCount; size <= bins && dimension < domain.Length; size *= domain.LetterCount) dimension++;
        return dimension;
    }
}
