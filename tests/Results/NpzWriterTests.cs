using System.IO.Compression;
using System.Text;
using GenoXai.Core.Results;

namespace GenoXai.Tests.Results;

public sealed class NpzWriterTests
{
    // What numpy 1.24 saves for numpy.arange(3, dtype='<f4').
    private static readonly byte[] NumpyArange =
    [
        0x93, .. Encoding.ASCII.GetBytes("NUMPY\x01\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }"),
        .. Enumerable.Repeat((byte)' ', 60), (byte)'\n',
        0, 0, 0, 0, 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40,
    ];

    [Fact]
    public void Write_OfThreeSingles_GivesTheBytesThatNumpyGives()
    {
        byte[] file = Make(npz => npz.Write<float>("a", [0, 1, 2]));
        // 30 bytes of local record and the name a.npy come before the array.
        Assert.Equal(NumpyArange, file[35..(35 + NumpyArange.Length)]);
    }

    [Fact]
    public void Finish_OfOneSmallArray_GivesTheGoldenZip()
    {
        byte[] file = Make(npz => npz.Write<float>("a", [0, 1, 2]));
        string sum = Convert.ToHexString(BitConverter.GetBytes(Crc32.Append(0, NumpyArange)));
        // 140 bytes = 8C: a head of 128 and three singles. Times 0, date 1980-01-01 (0x0021).
        string expected = "504B0304" + "1400" + "0808" + "0000" + "0000" + "2100" + "00000000" + "8C000000" + "8C000000" + "0500" + "0000"
            + "612E6E7079" + Convert.ToHexString(NumpyArange)
            + "504B0708" + sum + "8C000000" + "8C000000"
            + "504B0102" + "1400" + "1400" + "0808" + "0000" + "0000" + "2100" + sum + "8C000000" + "8C000000" + "0500" + "0000" + "0000"
            + "0000" + "0000" + "00000000" + "00000000" + "612E6E7079"
            + "504B0506" + "0000" + "0000" + "0100" + "0100" + "33000000" + "BF000000" + "0000";
        Assert.Equal(expected, Convert.ToHexString(file));
    }

    [Fact]
    public void Write_InPieces_GivesTheSameBytesAsAtOnce()
    {
        float[] values = [.. Enumerable.Range(0, 60).Select(i => i / 7f)];
        byte[] pieces = Make(npz =>
        {
            using NpzArrayWriter<float> array = npz.Begin<float>("values", 3, 4, 5);
            for (int i = 0; i < 60; i += 7) array.Write(values.AsSpan(i, Math.Min(7, 60 - i)));
        });
        Assert.Equal(Make(npz => npz.Write<float>("values", values, 3, 4, 5)), pieces);
    }

    [Fact]
    public void Write_OfMoreCellsThanTheShape_IsRefusedBeforeAnythingIsWritten()
    {
        using var stream = new MemoryStream();
        using var npz = new NpzWriter(stream);
        using NpzArrayWriter<long> array = npz.Begin<long>("a", 2, 2);
        array.Write([1, 2, 3]);
        long before = stream.Length;
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => array.Write([4, 5]));
        Assert.Contains("\"a\" of shape (2, 2) has room for 1 more", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, stream.Length);
    }

    [Fact]
    public void Finish_WithCellsMissing_NamesTheArray()
    {
        using var npz = new NpzWriter(new MemoryStream());
        using (NpzArrayWriter<int> array = npz.Begin<int>("phi", 3)) array.Write([1, 2]);
        Assert.Contains("\"phi\"", Assert.Throws<InvalidOperationException>(npz.Finish).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => npz.Begin<int>("next", 1));
    }

    [Fact]
    public void Begin_OfANameTwice_IsRefused()
    {
        using var npz = new NpzWriter(new MemoryStream());
        npz.Write<int>("a", [1]);
        Assert.Throws<ArgumentException>(() => npz.Begin<int>("a", 1));
    }

    [Fact]
    public void Finish_OfAFileWithWideFields_IsReadByTheZipReader()
    {
        using var stream = new MemoryStream();
        using (var npz = new NpzWriter(stream, leaveOpen: true, zip64From: 10))
        {
            npz.Write<double>("first", [1, 2]);
            npz.Write<byte>("second", [3, 4, 5]);
            npz.Finish();
        }

        stream.Position = 0;
        using var zip = new ZipArchive(stream);
        Assert.Equal(["first.npy", "second.npy"], zip.Entries.Select(entry => entry.FullName));
        Assert.All(zip.Entries, entry => Assert.Equal(entry.Length, ReadAll(entry).Length));
        Assert.Equal([3, 4, 5], ReadAll(zip.Entries[1])[^3..]);
    }

    [Fact]
    public void Write_OfEveryType_ReadsBackTheSame()
    {
        byte[] file = Make(WriteEveryType);
        using var npz = new NpzReader(new MemoryStream(file), "all.npz");
        Assert.Equal(["f4", "f8", "u1", "i4", "i8", "ids", "none", "scalar"], npz.Names);
        Assert.Equal([float.NaN, -0f, float.MaxValue], npz.Read<float>("f4").Values);
        Assert.Equal([Math.PI, double.NegativeInfinity], npz.Read<double>("f8").Values);
        Assert.Equal([0, 255], npz.Read<byte>("u1").Values);
        Assert.Equal([int.MinValue, 7], npz.Read<int>("i4").Values);
        Assert.Equal([long.MaxValue], npz.Read<long>("i8").Values);
        Assert.Equal(["seq 1", "", "β🧬", new string('x', 500)], npz.ReadText("ids").Values);
        Assert.Empty(npz.Read<float>("none").Values);
        Assert.Equal([0, 4, 9], npz.Read<float>("none").Shape);
        Assert.Empty(npz.Read<double>("scalar").Shape);
        Assert.Equal([0.25], npz.Read<double>("scalar").Values);
    }

    [NumpyFact]
    public void Write_OfEveryType_IsReadByNumpy()
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, Make(WriteEveryType));
        string output = NumpyProcess.Run(
            """
            import numpy, sys, zipfile
            assert zipfile.ZipFile(sys.argv[1]).testzip() is None
            z = numpy.load(sys.argv[1])
            for n in z.files: print(n, z[n].dtype.str, z[n].shape)
            print(numpy.isnan(z['f4'][0]), z['f4'][2] == numpy.finfo('f4').max, z['f8'][0] == numpy.pi, z['i4'][0], z['scalar'][()])
            print([ascii(t)[:10] for t in z['ids']], len(z['ids'][3]))
            """,
            path);
        File.Delete(path);
        Assert.Equal(
            """
            f4 <f4 (3,)
            f8 <f8 (2,)
            u1 |u1 (2,)
            i4 <i4 (2,)
            i8 <i8 (1,)
            ids <U500 (4,)
            none <f4 (0, 4, 9)
            scalar <f8 ()
            True True True -2147483648 0.25
            ["'seq 1'", "''", "'\\u03b2\\U0", "'xxxxxxxxx"] 500

            """.ReplaceLineEndings("\n"),
            output.ReplaceLineEndings("\n"));
    }

    private static void WriteEveryType(NpzWriter npz)
    {
        npz.Write<float>("f4", [float.NaN, -0f, float.MaxValue]);
        npz.Write<double>("f8", [Math.PI, double.NegativeInfinity]);
        npz.Write<byte>("u1", [0, 255]);
        npz.Write<int>("i4", [int.MinValue, 7]);
        npz.Write<long>("i8", [long.MaxValue]);
        npz.WriteText("ids", ["seq 1", "", "β🧬", new string('x', 500)]);
        npz.Write<float>("none", [], 0, 4, 9);
        npz.WriteScalar("scalar", 0.25);
    }

    internal static byte[] Make(Action<NpzWriter> write)
    {
        using var stream = new MemoryStream();
        using (var npz = new NpzWriter(stream, leaveOpen: true))
        {
            write(npz);
            npz.Finish();
        }

        return stream.ToArray();
    }

    private static byte[] ReadAll(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
