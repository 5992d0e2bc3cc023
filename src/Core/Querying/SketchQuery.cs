using System.Collections.Concurrent;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Querying;

/// <summary>
/// Explains sequences from a sketch alone, without any model row. Built once, then free to use from
/// any number of threads.
/// </summary>
/// <remarks>
/// SHAP zero (Tsui et al. 2024): with dividends a(S) = g_S(x_S), φ_i = Σ_{S∋i} a(S)/|S| and
/// Σφ = f̂(x) − base. A missing letter never joins a coalition: every table that contains it is
/// averaged over the background there, its φ is 0, and the prediction is averaged likewise. Where
/// positions are held constant (<see cref="AllowedLetters"/>), a sequence of the free positions alone
/// is completed by the held letters; φ has L entries always, 0 at the positions held constant.
/// </remarks>
public sealed class SketchQuery
{
    private readonly DividendSet _dividends;
    private readonly BatchQuery _batch;
    private readonly ConcurrentDictionary<(string, int, int), InteractionLattice> _lattices = new();

    /// <summary>Prepares a sketch for queries.</summary>
    /// <param name="sketch">The sketch.</param>
    /// <param name="background">What sequences are compared with; uniform letters when null.</param>
    /// <param name="options">Threads and memory.</param>
    /// <exception cref="InputException">The background does not fit the sketch.</exception>
    public SketchQuery(Sketch sketch, QueryBackground? background = null, QueryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sketch);
        (Sketch, Background) = (sketch, background ?? QueryBackground.Uniform);
        _dividends = Background.Apply(sketch.Function);
        _batch = new BatchQuery(_dividends, options ?? new QueryOptions());
        Supports = Array.ConvertAll(_dividends.Tables, static table => table.Positions);
    }

    /// <summary>The sketch that is asked.</summary>
    public Sketch Sketch { get; }

    /// <summary>What sequences are compared with.</summary>
    public QueryBackground Background { get; }

    /// <summary>Mean of f̂ over the background, in units of the target.</summary>
    public double BaseValue => _dividends.BaseValue;

    /// <summary>Positions of a sequence, L.</summary>
    public int Length => _dividends.Domain.Length;

    /// <summary>Most positions of one support; 0 when the sketch is constant.</summary>
    public int HighestOrder => _dividends.HighestOrder;

    /// <summary>The supports with dividends, by order and then by positions; their place here is their number in batch results.</summary>
    public IReadOnlyList<int[]> Supports { get; }

    /// <summary>Table look-ups of one row in a batch, after folding.</summary>
    public int LookUps => _batch.Folded.Length;

    /// <summary>Half-width of the 90 % band of φ at each position, shape (L), in units of the target; null when the sketch has none or the background is not uniform, of which the band does not speak.</summary>
    public IReadOnlyList<double>? PhiBand => ReferenceEquals(Background, QueryBackground.Uniform) ? Sketch.Quality.PhiBand : null;

    private SketchDomain Domain => _dividends.Domain;

    private string Windows => Domain.Allowed is { } allowed && allowed.Free.Length != Length ? $", or of the {allowed.Free.Length} free positions alone" : "";

    internal DividendSet Dividends => _dividends;

    internal BatchQuery Batch => _batch;

    /// <summary>Reads a sequence as this sketch's letters.</summary>
    /// <param name="letters">The letters as text.</param>
    /// <param name="name">How an error names it, e.g. <c>sequence "tp53"</c>.</param>
    /// <exception cref="InputException">Another length, or a letter outside the alphabet.</exception>
    public byte[] Parse(ReadOnlySpan<char> letters, string name = "sequence")
    {
        CheckLength(letters.Length, name);
        byte[] parsed = Completed(_dividends.Domain.Alphabet.Parse(letters, name)).ToArray();
        Domain.Allowed?.Check(parsed, name);
        return parsed;
    }

    /// <summary>Refuses a sequence of another length or alphabet.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="alphabet">The alphabet it was read with, when it may be another than the sketch's.</param>
    /// <exception cref="InputException">It does not fit; both sides are named.</exception>
    public void Check(NamedSequence sequence, Alphabet? alphabet = null)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        string name = $"sequence \"{sequence.Id}\"";
        if (alphabet is not null && !alphabet.Equals(_dividends.Domain.Alphabet))
            throw new InputException($"{name} was read with the alphabet {alphabet}; {SketchName} has the alphabet {_dividends.Domain.Alphabet}. Read the sequences with that alphabet, letters in that order.", "sketch-mismatch");
        CheckLength(sequence.Length, name);
        CheckLetters(Completed(sequence.Letters), name);
    }

    /// <summary>Explains one sequence.</summary>
    /// <param name="letters">Letter indices, shape (L).</param>
    /// <param name="top">How many interactions at most; <see cref="int.MaxValue"/> for all that are not 0.</param>
    /// <param name="index">Which interactions; the dividends when null.</param>
    /// <param name="minimumOrder">Fewest positions of an interaction, at least 1.</param>
    /// <exception cref="InputException">Another length or alphabet, or the index's order is larger than any support.</exception>
    public Explanation Explain(ReadOnlySpan<byte> letters, int top = 20, InteractionIndex? index = null, int minimumOrder = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumOrder, 1);
        CheckLength(letters.Length, "sequence");
        letters = Completed(letters);
        CheckLetters(letters, "sequence");
        return ExplainChecked(letters, top, index, minimumOrder);
    }

    /// <summary>Explains some sequences in parallel, in their order.</summary>
    /// <param name="sequences">The sequences, read with the sketch's alphabet.</param>
    /// <param name="top">How many interactions each at most.</param>
    /// <param name="index">Which interactions; the dividends when null.</param>
    /// <param name="minimumOrder">Fewest positions of an interaction, at least 1.</param>
    /// <exception cref="InputException">A sequence does not fit; it is named, and nothing is explained.</exception>
    public Explanation[] Explain(IReadOnlyList<NamedSequence> sequences, int top = 20, InteractionIndex? index = null, int minimumOrder = 2)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumOrder, 1);
        foreach (NamedSequence sequence in sequences) Check(sequence);
        CheckOrder(index);
        var explanations = new Explanation[sequences.Count];
        Parallel.For(0, explanations.Length, _batch.ParallelOptions, i => explanations[i] = ExplainChecked(Completed(sequences[i].Letters), top, index, minimumOrder));
        return explanations;
    }

    /// <summary>Shapley values and predictions of many sequences, in parallel; a row's result does not depend on the others or on threads.</summary>
    /// <param name="letters">Letter indices, shape (rows, L), row-major.</param>
    /// <param name="rows">How many.</param>
    /// <param name="phi">Receives φ, shape (rows, L).</param>
    /// <param name="predictions">Receives f̂(x), shape (rows).</param>
    /// <exception cref="InputException">A letter is outside the alphabet; row and position are named.</exception>
    public void Explain(ReadOnlyMemory<byte> letters, int rows, Memory<double> phi, Memory<double> predictions)
    {
        CheckShapes(letters.Length, rows, phi.Length, predictions.Length);
        CheckAllowed(letters.Span, rows);
        _batch.Explain(letters, rows, phi, predictions);
    }

    /// <summary>The same with the strongest dividends of each sequence.</summary>
    /// <param name="letters">Letter indices, shape (rows, L).</param>
    /// <param name="rows">How many.</param>
    /// <param name="top">Interactions per row, at least 1.</param>
    /// <param name="phi">Receives φ, shape (rows, L).</param>
    /// <param name="predictions">Receives f̂(x), shape (rows).</param>
    /// <param name="supports">Receives numbers of <see cref="Supports"/> by falling |value|, shape (rows, top); −1 where there are fewer that are not 0.</param>
    /// <param name="values">Receives their dividends, shape (rows, top); 0 where there are fewer.</param>
    /// <param name="minimumOrder">Fewest positions of an interaction, at least 1.</param>
    /// <exception cref="InputException">A letter is outside the alphabet; row and position are named.</exception>
    public void ExplainWithInteractions(
        ReadOnlyMemory<byte> letters, int rows, int top, Memory<double> phi, Memory<double> predictions,
        Memory<int> supports, Memory<double> values, int minimumOrder = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumOrder, 1);
        CheckShapes(letters.Length, rows, phi.Length, predictions.Length);
        CheckAllowed(letters.Span, rows);
        if (supports.Length != (long)rows * top) throw new ArgumentException($"{supports.Length} is not {rows} rows of {top}.", nameof(supports));
        if (values.Length != (long)rows * top) throw new ArgumentException($"{values.Length} is not {rows} rows of {top}.", nameof(values));
        _batch.ExplainWithInteractions(letters, rows, top, minimumOrder, phi, predictions, supports, values);
    }

    /// <summary>A batch's interaction with its positions and letters.</summary>
    /// <param name="support">Number in <see cref="Supports"/>.</param>
    /// <param name="letters">The row's letters, shape (L).</param>
    /// <param name="value">Its dividend.</param>
    public Interaction Describe(int support, ReadOnlySpan<byte> letters, double value) => Describe(Supports[support], letters, HarsanyiDividend.IndexName, value);

    private string SketchName => $"sketch {Sketch.Id[..8]} (model {Sketch.Provenance.ModelId}, target {Sketch.Provenance.Target})";

    private Explanation ExplainChecked(ReadOnlySpan<byte> letters, int top, InteractionIndex? index, int minimumOrder)
    {
        CheckOrder(index);
        var phi = new double[Length];
        var dividends = new double[_dividends.Tables.Length];
        double prediction = _batch.ExplainOne(letters, phi, dividends);
        return new Explanation(phi, prediction, BaseValue, letters.Count(Alphabet.Missing), Interactions(letters, dividends, top, index, minimumOrder));
    }

    private Interaction[] Interactions(ReadOnlySpan<byte> letters, double[] dividends, int top, InteractionIndex? index, int minimumOrder)
    {
        IReadOnlyList<int[]> sets = Supports;
        double[] values = dividends;
        if (index is not null and not HarsanyiDividend)
        {
            InteractionLattice lattice = _lattices.GetOrAdd((index.Name, index.Order, minimumOrder), _ => new InteractionLattice(_dividends, index, minimumOrder));
            (sets, values) = (lattice.Sets, lattice.Values(dividends));
        }

        int most = index?.Order ?? int.MaxValue;
        top = Math.Min(top, values.Length);
        if (top == 0) return [];
        var ids = new int[top];
        var found = new double[top];
        StrongestInteractions.Select(values, id => sets[id].Length >= minimumOrder && sets[id].Length <= most, found, ids);
        int count = found.AsSpan().IndexOf(0.0) is int end and >= 0 ? end : top;
        var interactions = new Interaction[count];
        for (int i = 0; i < count; i++) interactions[i] = Describe(sets[ids[i]], letters, index?.Name ?? HarsanyiDividend.IndexName, found[i]);
        return interactions;
    }

    private Interaction Describe(int[] positions, ReadOnlySpan<byte> letters, string index, double value)
    {
        Span<char> text = stackalloc char[positions.Length];
        for (int i = 0; i < text.Length; i++) text[i] = _dividends.Domain.Alphabet[letters[positions[i]]];
        return new Interaction(positions, new string(text), positions.Length, index, value);
    }

    private void CheckOrder(InteractionIndex? index)
    {
        if (index is null || index.Order <= HighestOrder || index is HarsanyiDividend { Order: int.MaxValue }) return;
        throw new InputException(
            HighestOrder == 0
                ? $"interaction order {index.Order}: {SketchName} is constant and holds no interactions."
                : $"interaction order {index.Order}: {SketchName} holds none above order {HighestOrder}. Choose an order of at most {HighestOrder}.",
            "bad-order");
    }

    private void CheckLength(int length, string name)
    {
        if (length != Length && !Domain.IsWindow(length))
            throw new InputException($"{name} has {length} letters; {SketchName} explains sequences of {Length}{Windows}. Cut the sequences to {Length} letters, or make a sketch for {length}.", "sketch-mismatch");
    }

    private void CheckLetters(ReadOnlySpan<byte> letters, string name)
    {
        for (int position = 0; position < letters.Length; position++)
            if (letters[position] >= _dividends.LetterCounts[position] && letters[position] != Alphabet.Missing)
                throw new InputException($"{name}, position {position}: there is no letter with index {letters[position]} in the alphabet {_dividends.Domain.Alphabet} of {SketchName}. Read the sequences with that alphabet.", "sketch-mismatch");
        Domain.Allowed?.Check(letters, name);
    }

    private void CheckAllowed(ReadOnlySpan<byte> letters, int rows)
    {
        if (Domain.Allowed is not { } allowed) return;
        for (int row = 0; row < rows; row++) allowed.Check(letters.Slice(row * Length, Length), $"row {row}");
    }

    /// <summary>The letters of the free positions, with those held constant around them; whole sequences as they are.</summary>
    private ReadOnlySpan<byte> Completed(ReadOnlySpan<byte> letters) => Domain.IsWindow(letters.Length) ? Domain.Allowed!.Complete(letters) : letters;

    private void CheckShapes(int letters, int rows, int phi, int predictions)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        long numbers = (long)rows * Length;
        if (letters != numbers) throw new ArgumentException($"{letters} letters are not {rows} rows of {Length}.", nameof(letters));
        if (phi != numbers) throw new ArgumentException($"{phi} numbers are not {rows} rows of {Length}.", nameof(phi));
        if (predictions != rows) throw new ArgumentException($"{predictions} predictions are not {rows} rows.", nameof(predictions));
    }
}
