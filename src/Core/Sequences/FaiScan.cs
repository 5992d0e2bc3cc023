using System.Buffers;

namespace GenoXai.Core.Sequences;

/// <summary>Goes once through a FASTA file and notes where each sequence lies. Memory is one line, however long the file.</summary>
internal sealed class FaiScan(string name)
{
    private static readonly SearchValues<byte> Dna = SearchValues.Create("ACGTUNRYSWKMBDHVacgtunryswkmbdhv"u8);
    private readonly List<FaiContig> _contigs = [];
    private string? _contig;
    private long _line, _byte, _offset, _length;
    private int _letters, _bytes;
    // The last line of a sequence may be shorter; nothing may follow it.
    private bool _ended;

    public IReadOnlyList<FaiContig> Run(Stream stream)
    {
        var buffer = new byte[1 << 16];
        int filled = 0;
        while (true)
        {
            int read = stream.Read(buffer, filled, buffer.Length - filled);
            filled += read;
            int at = 0;
            while (buffer.AsSpan(at, filled - at).IndexOf((byte)'\n') is var length and >= 0)
            {
                Line(buffer.AsSpan(at, length), length + 1);
                at += length + 1;
            }

            if (read == 0)
            {
                if (at < filled) Line(buffer.AsSpan(at, filled - at), filled - at);
                break;
            }

            buffer.AsSpan(at, filled - at).CopyTo(buffer);
            filled -= at;
            if (filled < buffer.Length) continue;
            if (buffer.Length > 1 << 30) throw Bad($"{name}, line {_line + 1}: is longer than a gigabyte. Break the sequences into lines.");
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        Close();
        return _contigs.Count > 0 ? _contigs : throw Bad($"{name}: no sequence in it. Is this a FASTA file?");
    }

    private void Line(ReadOnlySpan<byte> line, int bytes)
    {
        _line++;
        long next = _byte + bytes;
        ReadOnlySpan<byte> text = line.TrimEnd((byte)'\r');
        if (text.StartsWith(">"u8))
        {
            Close();
            int end = text.IndexOfAny((byte)' ', (byte)'\t');
            _contig = System.Text.Encoding.UTF8.GetString(end < 0 ? text[1..] : text[1..end]);
            if (_contig.Length == 0) throw Bad($"{name}, line {_line}: a header without a name.");
            (_offset, _length, _letters, _bytes, _ended) = (next, 0, 0, 0, false);
        }
        else if (text.IsEmpty) _ended = true;
        else Letters(text, bytes);
        _byte = next;
    }

    private void Letters(ReadOnlySpan<byte> text, int bytes)
    {
        int letters = text.Length;
        if (_contig is not null && text.IndexOfAnyExcept(Dna) is var bad and >= 0)
        {
            string shown = text[bad] is > 0x20 and < 0x7f ? $"'{(char)text[bad]}'" : $"the byte 0x{text[bad]:X2}";
            throw Bad($"{name}, line {_line}, column {bad + 1}: {shown} is not a letter of DNA or an IUPAC code such as N.");
        }

        if (_contig is null) throw Bad($"{name}, line {_line}: letters before the first header. Is this a FASTA file?");
        if (_letters == 0) (_letters, _bytes) = (letters, bytes);
        if (_ended || letters > _letters || (letters == _letters && bytes > _bytes))
        {
            throw Bad($"{name}, line {_line}: the lines of \"{_contig}\" have different lengths, so that no index can be made of them. "
                + "Write all but the last of a sequence equally long, e.g. with \"seqtk seq -l 60\".");
        }

        _ended = letters < _letters || bytes < _bytes;
        _length += letters;
    }

    private void Close()
    {
        if (_contig is null) return;
        _contigs.Add(new FaiContig(_contig, _length, _offset, Math.Max(1, _letters), Math.Max(1, _bytes)));
    }

    private static InputException Bad(string message) => new(message, "bad-genome");
}
