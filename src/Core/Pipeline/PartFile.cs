using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// Files that only a run itself reads: a chunk's sequences and its predictions. Each ends in a
/// SHA-256 of all before it, so that a damaged one is found and computed again.
/// </summary>
internal static class PartFile
{
    private static ReadOnlySpan<byte> RowsMagic => "GXROWS1\n"u8;

    private static ReadOnlySpan<byte> SequencesMagic => "GXSEQS1\n"u8;

    /// <summary>Writes the predictions of a chunk. The tag's 32 bytes say of which run and chunk they are; another run's are not taken for them.</summary>
    public static void WriteRows(Stream stream, ReadOnlySpan<byte> tag, ReadOnlySpan<float> predictions)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Write(stream, hash, RowsMagic);
        Write(stream, hash, tag);
        WriteInt(stream, hash, predictions.Length);
        Write(stream, hash, MemoryMarshal.AsBytes(predictions));
        stream.Write(hash.GetHashAndReset());
    }

    /// <summary>The predictions of a chunk; null when the file is damaged, of another run, or has another number of them.</summary>
    public static float[]? ReadRows(Stream stream, ReadOnlySpan<byte> tag, int count)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            if (!ReadMagic(stream, hash, RowsMagic) || !ReadBytes(stream, hash, 32).AsSpan().SequenceEqual(tag) || ReadInt(stream, hash) != count) return null;
            var predictions = new float[count];
            Read(stream, hash, MemoryMarshal.AsBytes(predictions.AsSpan()));
            return EndsWell(stream, hash) ? predictions : null;
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }

    /// <summary>The same of a file in a store; null also when it is not there, or when the store's own checksum finds it damaged.</summary>
    public static async Task<float[]?> TryReadRowsAsync(IArtifactStore store, string key, byte[] tag, int count, CancellationToken cancellationToken)
    {
        if (!await store.ExistsAsync(key, cancellationToken).ConfigureAwait(false)) return null;
        try
        {
            await using Stream stream = await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
            return ReadRows(stream, tag, count);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>All rows of a file of <see cref="WriteRows"/> and its tag; null when it is damaged.</summary>
    public static (byte[] Tag, float[] Predictions)? ReadAllRows(Stream stream)
    {
        // Read in pieces: the count is not to be trusted before the checksum is.
        const int Piece = 1 << 20;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            if (!ReadMagic(stream, hash, RowsMagic)) return null;
            byte[] tag = ReadBytes(stream, hash, 32);
            int count = ReadInt(stream, hash);
            if (count < 0) return null;
            float[] predictions = [];
            for (int done = 0; done < count; done = predictions.Length)
            {
                Array.Resize(ref predictions, (int)Math.Min(count, Math.Max(Piece, 2L * done)));
                Read(stream, hash, MemoryMarshal.AsBytes(predictions.AsSpan(done)));
            }

            return EndsWell(stream, hash) ? (tag, predictions) : null;
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }

    public static void WriteSequences(Stream stream, IReadOnlyList<NamedSequence> sequences)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Write(stream, hash, SequencesMagic);
        WriteInt(stream, hash, sequences.Count);
        foreach (NamedSequence sequence in sequences)
        {
            byte[] id = System.Text.Encoding.UTF8.GetBytes(sequence.Id);
            WriteInt(stream, hash, id.Length);
            Write(stream, hash, id);
            WriteInt(stream, hash, sequence.Length);
            Write(stream, hash, sequence.Letters);
        }

        stream.Write(hash.GetHashAndReset());
    }

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static IReadOnlyList<NamedSequence> ReadSequences(Stream stream, string key)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            if (!ReadMagic(stream, hash, SequencesMagic)) throw new InvalidDataException($"{key} is damaged.");
            var sequences = new List<NamedSequence>();
            int count = ReadInt(stream, hash);
            for (int i = 0; i < count; i++)
            {
                byte[] id = ReadBytes(stream, hash), letters = ReadBytes(stream, hash);
                sequences.Add(new NamedSequence(System.Text.Encoding.UTF8.GetString(id), letters));
            }

            return EndsWell(stream, hash) ? sequences : throw new InvalidDataException($"{key} is damaged.");
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException($"{key} is cut off.", error);
        }
    }

    private static byte[] ReadBytes(Stream stream, IncrementalHash hash)
    {
        int length = ReadInt(stream, hash);
        return length >= 0 ? ReadBytes(stream, hash, length) : throw new EndOfStreamException();
    }

    private static byte[] ReadBytes(Stream stream, IncrementalHash hash, int length)
    {
        var bytes = new byte[length];
        Read(stream, hash, bytes);
        return bytes;
    }

    private static void Write(Stream stream, IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        hash.AppendData(bytes);
    }

    private static void WriteInt(Stream stream, IncrementalHash hash, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        Write(stream, hash, bytes);
    }

    private static void Read(Stream stream, IncrementalHash hash, Span<byte> bytes)
    {
        stream.ReadExactly(bytes);
        hash.AppendData(bytes);
    }

    private static int ReadInt(Stream stream, IncrementalHash hash)
    {
        Span<byte> bytes = stackalloc byte[4];
        Read(stream, hash, bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    private static bool ReadMagic(Stream stream, IncrementalHash hash, ReadOnlySpan<byte> magic)
    {
        Span<byte> bytes = stackalloc byte[8];
        Read(stream, hash, bytes);
        return bytes.SequenceEqual(magic);
    }

    private static bool EndsWell(Stream stream, IncrementalHash hash)
    {
        Span<byte> stored = stackalloc byte[32];
        stream.ReadExactly(stored);
        return stored.SequenceEqual(hash.GetHashAndReset()) && stream.ReadByte() < 0;
    }
}
