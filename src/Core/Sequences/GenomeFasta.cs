using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace GenoXai.Core.Sequences;

/// <summary>Reads bytes of a file at any place, wherever it lies.</summary>
/// <param name="offset">First byte.</param>
/// <param name="bytes">Filled from there.</param>
/// <returns>How many were read; fewer than asked for only at the end of the file.</returns>
public delegate int ReadBytesAt(long offset, Span<byte> bytes);

/// <summary>A genome: a FASTA file of which any stretch is read by its index, so that memory does not grow with it. For one thread at a time.</summary>
public sealed class GenomeFasta : IDisposable
{
    private readonly ReadBytesAt _read;
    private readonly SafeFileHandle? _file;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private byte[] _bytes = new byte[1 << 12];

    /// <summary>A genome that lies anywhere.</summary>
    /// <param name="name">What errors call it.</param>
    /// <param name="index">Its index.</param>
    /// <param name="read">Reads its bytes.</param>
    public GenomeFasta(string name, FaiIndex index, ReadBytesAt read) => (Name, Index, _read) = (name, index, read);

    private GenomeFasta(string name, SafeFileHandle file, FaiIndex index, ReadBytesAt read)
        : this(name, index, read) => _file = file;

    /// <summary>What errors call it.</summary>
    public string Name { get; }

    /// <summary>The sequences in it.</summary>
    public FaiIndex Index { get; }

    /// <summary>Opens a genome. A missing index is made and kept beside it as <c>.fai</c>.</summary>
    /// <param name="path">FASTA, plain or compressed by bgzip.</param>
    /// <exception cref="InputException">Missing or otherwise compressed file, an index that is not of it, or one that cannot be written.</exception>
    public static GenomeFasta Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using FileStream stream = InputFile.OpenRead(path, "genome");
        var header = new byte[18];
        int count = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        bool blocks = BlockGzip.IsBlock(header.AsSpan(0, count));
        if (!blocks && count > 1 && header[0] == 0x1f && header[1] == 0x8b)
            throw Bad($"genome {path}: is compressed by gzip, and has to be read from its start for every stretch. Decompress it (gunzip -k {Path.GetFileName(path)}), or compress it by bgzip, which lets any place be read.");
        SafeFileHandle file = File.OpenHandle(path);
        try
        {
            ReadBytesAt read = (offset, bytes) => ReadAt(file, offset, bytes);
            if (!blocks) return new GenomeFasta(path, file, IndexOf(path, stream, stream.Length), read);
            var packed = new BlockGzip(path, read);
            using var plain = new GZipStream(stream, CompressionMode.Decompress);
            return new GenomeFasta(path, file, IndexOf(path, plain, packed.Length), packed.Read);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static FaiIndex IndexOf(string path, Stream stream, long length) => File.Exists(path + ".fai") ? ReadIndex(path, length) : MakeIndex(path, stream);

    /// <summary>Reads a stretch, in upper case.</summary>
    /// <param name="contig">A sequence of <see cref="Index"/>.</param>
    /// <param name="start">First position, from 0.</param>
    /// <param name="letters">Filled; must not reach beyond the sequence.</param>
    /// <exception cref="InputException">The file is not what the index says it is.</exception>
    public void Read(FaiContig contig, long start, Span<char> letters)
    {
        ArgumentNullException.ThrowIfNull(contig);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + letters.Length, contig.Length);
        if (letters.IsEmpty) return;
        if (_seen.Add(contig.Name)) CheckHeader(contig);
        long first = contig.ByteOf(start);
        int count = checked((int)(contig.ByteOf(start + letters.Length - 1) + 1 - first));
        if (_bytes.Length < count) _bytes = new byte[Math.Max(count, 2 * _bytes.Length)];
        if (_read(first, _bytes.AsSpan(0, count)) < count) throw NotOfThisFile();
        int ends = contig.LineBytes - contig.LineLetters, filled = 0;
        for (int at = 0, column = (int)(start % contig.LineLetters); filled < letters.Length; at += ends, column = 0)
        {
            int part = Math.Min(letters.Length - filled, contig.LineLetters - column);
            foreach (byte letter in _bytes.AsSpan(at, part))
            {
                if (letter is not ((>= (byte)'A' and <= (byte)'Z') or (>= (byte)'a' and <= (byte)'z') or (byte)'*' or (byte)'-')) throw NotOfThisFile();
                letters[filled++] = (char)(letter >= 'a' ? letter - 32 : letter);
            }

            at += part;
        }
    }

    /// <summary>Says that a contig is not in it, and what it may be called there.</summary>
    internal string UnknownContig(string name)
    {
        string other = name.StartsWith("chr", StringComparison.Ordinal) ? name[3..] : "chr" + name;
        string has = Index.Find(other) is not null ? $"calls it {other}" : $"has {string.Join(", ", Index.Contigs.Take(5).Select(static c => c.Name))}{(Index.Contigs.Count > 5 ? ", …" : "")}";
        return $"the contig {name} is not in the genome {Name}; it {has}";
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    /// <summary>The header before a sequence must bear its name: an old index beside a new file would give wrong letters in silence.</summary>
    private void CheckHeader(FaiContig contig)
    {
        const int Most = 1 << 12;
        int count = (int)Math.Min(contig.Offset, Most);
        Span<byte> before = stackalloc byte[Most];
        before = before[.._read(contig.Offset - count, before[..count])];
        if (before.Length == 0 || before[^1] != '\n') throw NotOfThisFile();
        ReadOnlySpan<byte> line = before[..^1].TrimEnd((byte)'\r');
        int start = line.LastIndexOf((byte)'\n') + 1;
        // A longer header than was read is taken on trust.
        if (start == 0 && contig.Offset > Most) return;
        ReadOnlySpan<byte> name = System.Text.Encoding.UTF8.GetBytes(">" + contig.Name);
        line = line[start..];
        if (!line.StartsWith(name) || (line.Length > name.Length && line[name.Length] is not ((byte)' ' or (byte)'\t'))) throw NotOfThisFile();
    }

    private static int ReadAt(SafeFileHandle file, long offset, Span<byte> bytes)
    {
        int done = 0;
        while (done < bytes.Length && RandomAccess.Read(file, bytes[done..], offset + done) is var count and > 0) done += count;
        return done;
    }

    private static FaiIndex ReadIndex(string path, long length)
    {
        using FileStream stream = InputFile.OpenRead(path + ".fai", "index");
        return FaiIndex.Read(stream, path + ".fai", length);
    }

    private static FaiIndex MakeIndex(string path, Stream stream)
    {
        FaiIndex index = FaiIndex.Make(stream, path);
        string target = path + ".fai", temporary = FormattableString.Invariant($"{target}.{Environment.ProcessId}.tmp");
        try
        {
            using (FileStream file = File.Create(temporary)) index.Write(file);
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                $"genome {path}: has no index {Path.GetFileName(target)}, and none can be written beside it ({error.Message.TrimEnd('.')}). "
                + "Copy or link the genome into a folder you may write to, or have \"samtools faidx\" make the index.", "unwritable", error);
        }

        return index;
    }

    private InputException NotOfThisFile() => Bad($"{Name}.fai: is not the index of {Name}. Delete it, and it is made again.");

    private static InputException Bad(string message) => new(message, "bad-genome");
}
