using GenoXai.Core.Encoding;
using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>
/// The rows of occlusion of one sequence after the other: the sequence itself, then every window filled; with shuffles
/// each window once for each of them.
/// </summary>
public sealed class OcclusionRows : RowSource
{
    private readonly IReadOnlyList<NamedSequence> _sequences;
    private readonly OcclusionOptions _options;
    private readonly int _letterCount, _offset;
    private readonly double _missingFill;
    private readonly int[] _starts;
    private readonly Lazy<byte[][]>[] _shuffles;

    /// <summary>Makes the rows of some sequences, or of a part of a long one.</summary>
    /// <param name="sequences">The sequences, none shorter than a window.</param>
    /// <param name="alphabet">The model's letters.</param>
    /// <param name="options">Windows and fill.</param>
    /// <param name="missingFill">What the model's column of a missing letter holds.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="firstRow">Row to begin with, for a part.</param>
    /// <param name="rowCount">Rows of the part; all from the first when absent.</param>
    public OcclusionRows(IReadOnlyList<NamedSequence> sequences, Alphabet alphabet, OcclusionOptions options, double missingFill, long seed, int firstRow = 0, int? rowCount = null)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(alphabet);
        ArgumentNullException.ThrowIfNull(options);
        (_sequences, _options, _letterCount, _missingFill, _offset) = (sequences, options, alphabet.Count, missingFill, firstRow);
        _starts = new int[sequences.Count + 1];
        for (int i = 0; i < sequences.Count; i++) _starts[i + 1] = checked(_starts[i] + (int)RowCount(sequences[i], options));
        _shuffles = [.. sequences.Select(sequence => new Lazy<byte[][]>(() => [.. Enumerable.Range(0, options.Copies).Select(i => Shuffle(sequence, seed, i))]))];
        Count = rowCount ?? _starts[^1] - firstRow;
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override bool HasColumns => _options.Fill is OcclusionFill.Uniform or OcclusionFill.Composition || (_options.Fill == OcclusionFill.Zeros && _missingFill != 0);

    /// <summary>Model rows of one sequence: 1 + windows × copies.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="options">Windows and fill.</param>
    public static long RowCount(NamedSequence sequence, OcclusionOptions options)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(options);
        return 1L + (long)options.WindowsOf(sequence.Length) * options.Copies;
    }

    /// <inheritdoc/>
    public override int LengthOf(int row) => _sequences[SequenceOf(row)].Length;

    /// <inheritdoc/>
    public override void Fill(int first, int count, Span<byte> letters)
    {
        for (int i = 0; i < count; i++)
        {
            int sequence = SequenceOf(first + i), length = _sequences[sequence].Length;
            Span<byte> row = letters.Slice(i * length, length);
            _sequences[sequence].Letters.CopyTo(row);
            if (WindowOf(first + i, sequence) is not (int start, int copy)) continue;
            if (_options.Fill == OcclusionFill.Shuffle) _shuffles[sequence].Value[copy].AsSpan(start, _options.Window).CopyTo(row[start..]);
            else row.Slice(start, _options.Window).Fill(Alphabet.Missing);
        }
    }

    /// <inheritdoc/>
    public override void FillColumns(int first, int count, Span<float> columns)
    {
        Span<float> filling = stackalloc float[_letterCount];
        for (int i = 0; i < count; i++)
        {
            int sequence = SequenceOf(first + i), length = _sequences[sequence].Length;
            Span<float> row = columns.Slice(i * _letterCount * length, _letterCount * length);
            OneHotPoint.Write(_sequences[sequence].Letters, _letterCount, _missingFill, row);
            if (WindowOf(first + i, sequence) is not (int start, _)) continue;
            Filling(_sequences[sequence], filling);
            for (int letter = 0; letter < _letterCount; letter++) row.Slice(letter * length + start, _options.Window).Fill(filling[letter]);
        }
    }

    /// <summary>The column of a filled position; shape (q).</summary>
    private void Filling(NamedSequence sequence, Span<float> column)
    {
        column.Fill(_options.Fill == OcclusionFill.Uniform ? 1f / _letterCount : 0);
        if (_options.Fill != OcclusionFill.Composition) return;
        int known = sequence.Length - sequence.MissingCount;
        foreach (byte letter in sequence.Letters)
            if (letter != Alphabet.Missing) column[letter] += 1f / known;
    }

    private (int Start, int Copy)? WindowOf(int row, int sequence)
    {
        int own = row + _offset - _starts[sequence] - 1;
        return own < 0 ? null : (own / _options.Copies * _options.Stride, own % _options.Copies);
    }

    private byte[] Shuffle(NamedSequence sequence, long seed, int index)
    {
        SeededRandom random = SequenceStream.Of(seed, "occlusion", sequence, index);
        return DinucleotideShuffle.Of(sequence.Letters, _letterCount, ref random);
    }

    private int SequenceOf(int row)
    {
        int found = Array.BinarySearch(_starts, row + _offset);
        return found < 0 ? ~found - 1 : found;
    }
}
