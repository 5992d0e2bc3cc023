using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>The rows of motif insertion of one background after the other: the background itself, then each of its designs.</summary>
public sealed class InsertionRows : RowSource
{
    private readonly IReadOnlyList<NamedSequence> _backgrounds;
    private readonly IReadOnlyList<InsertionDesign> _designs;
    private readonly Lazy<byte[][]>[] _words;
    private readonly byte[]? _complement;
    private readonly int _rows, _offset, _length;

    /// <summary>Makes the rows of some backgrounds, or of a part of one.</summary>
    /// <param name="backgrounds">The backgrounds, all of one length.</param>
    /// <param name="alphabet">The model's letters.</param>
    /// <param name="options">What is inserted.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="firstRow">Row to begin with, for a part.</param>
    /// <param name="rowCount">Rows of the part; all from the first when absent.</param>
    public InsertionRows(IReadOnlyList<NamedSequence> backgrounds, Alphabet alphabet, InsertionOptions options, long seed, int firstRow = 0, int? rowCount = null)
    {
        ArgumentNullException.ThrowIfNull(backgrounds);
        ArgumentNullException.ThrowIfNull(alphabet);
        ArgumentNullException.ThrowIfNull(options);
        (_backgrounds, _offset, _length, _complement) = (backgrounds, firstRow, backgrounds[0].Length, alphabet.Complement());
        _designs = InsertionDesign.All(options, _length, _complement is not null);
        _rows = 1 + _designs.Count;
        Motif[] motifs = [.. options.Motifs.Select(m => m.In(alphabet))];
        _words = [.. backgrounds.Select(background => new Lazy<byte[][]>(() => [.. motifs.Select((motif, i) => WordOf(motif, options.Sampled ? SequenceStream.Of(seed, "insertion-site", background, i) : null))]))];
        Count = rowCount ?? backgrounds.Count * _rows - firstRow;
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <summary>Model rows of a background: itself and its designs.</summary>
    /// <param name="options">What is inserted.</param>
    /// <param name="length">Letters of a background.</param>
    /// <param name="alphabet">The model's letters.</param>
    public static long RowCount(InsertionOptions options, int length, Alphabet alphabet)
    {
        ArgumentNullException.ThrowIfNull(alphabet);
        return 1L + InsertionDesign.All(options, length, alphabet.Complement() is not null).Count;
    }

    /// <inheritdoc/>
    public override int LengthOf(int row) => _length;

    /// <inheritdoc/>
    public override int RunEnd(int row) => Count;

    /// <inheritdoc/>
    public override void Fill(int first, int count, Span<byte> letters)
    {
        for (int i = 0; i < count; i++)
        {
            (int background, int row) = Math.DivRem(first + i + _offset, _rows);
            Span<byte> target = letters.Slice(i * _length, _length);
            _backgrounds[background].Letters.CopyTo(target);
            if (row == 0) continue;
            Place(_words[background].Value, _designs[row - 1].First, target);
            if (_designs[row - 1].Second is { } second) Place(_words[background].Value, second, target);
        }
    }

    private void Place(byte[][] words, PlacedMotif placed, Span<byte> target)
    {
        byte[] word = words[placed.Motif];
        Span<byte> site = target.Slice(placed.Start, word.Length);
        for (int i = 0; i < word.Length; i++) site[i] = placed.Reverse ? _complement![word[^(i + 1)]] : word[i];
    }

    /// <summary>The likeliest letters; with a stream, letters drawn from each position.</summary>
    private static byte[] WordOf(Motif motif, SeededRandom? stream)
    {
        var word = new byte[motif.Width];
        SeededRandom random = stream ?? default;
        for (int position = 0; position < word.Length; position++)
        {
            ReadOnlySpan<double> row = motif[position];
            int letter = 0;
            if (stream is null)
            {
                for (int other = 1; other < row.Length; other++)
                    if (row[other] > row[letter]) letter = other;
            }
            else
            {
                for (double left = random.NextDouble() - row[0]; left >= 0 && letter < row.Length - 1; left -= row[letter]) letter++;
            }

            word[position] = (byte)letter;
        }

        return word;
    }
}
