using System.Runtime.InteropServices;
using GenoXai.Core.Sequences;
using Microsoft.Win32.SafeHandles;

namespace GenoXai.Core.Sampling;

/// <summary>
/// The values of a design's rows saved in one file: float64, little-endian, shape (C, P, q^b) in
/// the order of <see cref="SubsamplingDesign"/>, nothing else. Read piece by piece, never whole.
/// </summary>
public sealed class SavedSampleFile : ISubsampleSource, IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly string _path;

    private SavedSampleFile(SafeFileHandle file, string path) => (_file, _path) = (file, path);

    /// <summary>Opens the file and checks that its size is that of the design.</summary>
    /// <param name="path">The file.</param>
    /// <param name="design">Which rows it holds.</param>
    /// <exception cref="InputException">The file is missing, or holds another number of values.</exception>
    public static SavedSampleFile Open(string path, SubsamplingDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"samples {path}: cannot be read: {error.Message}", "bad-samples", error);
        }

        long bytes = RandomAccess.GetLength(file);
        if (bytes == design.RowCount * sizeof(double)) return new SavedSampleFile(file, path);
        file.Dispose();
        throw new InputException(
            $"samples {path}: {bytes} bytes, but the design asks for {design.RowCount} values of 8 bytes = {design.RowCount * sizeof(double)}: "
            + $"{design.GroupCount} groups × {design.DelayCount} delays × {design.LetterCount}^{design.Dimension} rows. "
            + "Give the design that belongs to the samples, as float64 little-endian.",
            "bad-samples");
    }

    /// <inheritdoc/>
    public void Read(long firstRow, Span<double> values)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        long offset = firstRow * sizeof(double);
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(_file, bytes, offset);
            if (read == 0) throw new InputException($"samples {_path}: ends at byte {offset} while it is being read.", "bad-samples");
            bytes = bytes[read..];
            offset += read;
        }

        if (BitConverter.IsLittleEndian) return;
        Span<long> words = MemoryMarshal.Cast<double, long>(values);
        System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(words, words);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();
}
