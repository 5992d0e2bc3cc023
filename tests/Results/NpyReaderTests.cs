using System.IO.Compression;
using System.Text;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Results;

public sealed class NpyReaderTests
{
    [Fact]
    public void ReadAll_OfFortranOrder_GivesRowOrder()
    {
        // Cell (i, j, k) of shape (2, 3, 2) holds 100i + 10j + k; in the file the first axis is fastest.
        var cells = new List<byte>();
        for (int k = 0; k < 2; k++)
            for (int j = 0; j < 3; j++)
                for (int i = 0; i < 2; i++) cells.AddRange(BitConverter.GetBytes((short)(100 * i + 10 * j + k)));
        using var npy = new NpyReader(Npy("{'descr': '<i2', 'fortran_order': True, 'shape': (2, 3, 2), }", [.. cells]), "x.npy");
        NpyArray<double> array = npy.ReadAll<double>();
        Assert.Equal([2, 3, 2], array.Shape);
        Assert.Equal([0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121], array.Values);
    }

    [Fact]
    public void Read_InPieces_GivesEveryCellOnce()
    {
        byte[] cells = [.. Enumerable.Range(0, 100_003).Select(i => (byte)i)];
        using var npy = new NpyReader(Npy("{'descr': '|u1', 'fortran_order': False, 'shape': (100003,), }", cells), "x.npy");
        var piece = new float[977];
        var all = new List<float>();
        for (int count; (count = npy.Read(piece.AsSpan())) > 0;) all.AddRange(piece[..count]);
        Assert.Equal(cells.Select(cell => (float)cell), all);
    }

    [Theory]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", "big-endian")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "never loaded")]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", "<c8")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "named fields")]
    [InlineData("{'descr': '<f4', 'shape': (1,), }", "not understood")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "(-1,)")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999, 9999999999), }", "not believable")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999,), }", "cut off")]
    public void Open_OfAHeadThatIsNotRead_SaysWhy(string head, string words)
    {
        InputException error = Assert.Throws<InputException>(() => new NpyReader(Npy(head, new byte[8]), "x.npy"));
        Assert.StartsWith("x.npy: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfSomethingElse_SaysThatItIsNoArray() =>
        Assert.Contains("numpy.save", Assert.Throws<InputException>(() => new NpyReader(new MemoryStream("hello world"u8.ToArray()), "x.npy")).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_OfANumberThatDoesNotFit_IsRefused()
    {
        using var wide = new NpyReader(Npy("{'descr': '<i4', 'fortran_order': False, 'shape': (1,), }", [0, 1, 0, 0]), "x.npy");
        Assert.Contains("256 (int32) does not fit uint8", Assert.Throws<InputException>(wide.ReadAll<byte>).Message, StringComparison.Ordinal);
        using var half = new NpyReader(Npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", BitConverter.GetBytes(0.5)), "x.npy");
        Assert.Contains("not a whole number", Assert.Throws<InputException>(half.ReadAll<int>).Message, StringComparison.Ordinal);
        using var text = new NpyReader(Npy("{'descr': '<U1', 'fortran_order': False, 'shape': (1,), }", [65, 0, 0, 0]), "x.npy");
        Assert.Contains("text where numbers", Assert.Throws<InputException>(text.ReadAll<float>).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CompressionLevel.Optimal)]
    [InlineData(CompressionLevel.NoCompression)]
    public void Read_OfANumpyStyleZip_WorksPlainAndCompressed(CompressionLevel level)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = zip.CreateEntry("x.npy", level).Open();
            Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]).CopyTo(entry);
        }

        using var npz = new NpzReader(stream, "a.npz");
        Assert.Equal([1f, 2f], npz.Read<float>("x").Values);
        Assert.Contains("no array \"y\"; there is x", Assert.Throws<InputException>(() => npz.Open("y")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAFileWithAnyBitFlipped_NeverGivesOtherNumbers()
    {
        byte[] good = NpzWriterTests.Make(npz => npz.Write<double>("a", [1.5, -2.5, 3.5]));
        int refused = 0;
        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                using var npz = new NpzReader(new MemoryStream(bad), "a.npz");
                Assert.Equal([1.5, -2.5, 3.5], npz.Read<double>("a").Values);
            }
            catch (InputException)
            {
                refused++;
            }
        }

        // At least every bit of the cells themselves.
        Assert.True(refused >= 24 * 8, $"{refused} flips refused");
    }

    [Fact]
    public void Open_OfAFileCutAnywhere_IsRefused()
    {
        byte[] good = NpzWriterTests.Make(npz => npz.Write<double>("a", [1.5, -2.5, 3.5]));
        for (int length = 0; length < good.Length; length++)
            Assert.Throws<InputException>(() => new NpzReader(new MemoryStream(good[..length]), "a.npz").Read<double>("a"));
    }

    [NumpyFact]
    public void Read_OfWhatNumpySaves_GivesItsNumbers()
    {
        string path = Path.ChangeExtension(Path.GetTempFileName(), ".npz");
        NumpyProcess.Run(
            """
            import numpy, sys
            a = numpy.arange(24).reshape(2, 3, 4)
            numpy.savez_compressed(sys.argv[1], c=a, f=numpy.asfortranarray(a.astype('f4')), half=numpy.float16([0.5]),
                                   flags=numpy.array([True, False]), ids=numpy.array([['a', 'long name'], ['', 'b']]), one=numpy.float64(2.5))
            """,
            path);
        using (var npz = new NpzReader(File.OpenRead(path), path))
        {
            Assert.Equal(Enumerable.Range(0, 24).Select(i => (long)i), npz.Read<long>("c").Values);
            Assert.Equal(Enumerable.Range(0, 24).Select(i => (float)i), npz.Read<float>("f").Values);
            Assert.Equal([0.5f], npz.Read<float>("half").Values);
            Assert.Equal([1, 0], npz.Read<byte>("flags").Values);
            Assert.Equal(["a", "long name", "", "b"], npz.ReadText("ids").Values);
            Assert.Equal([2.5], npz.Read<double>("one").Values);
        }

        File.Delete(path);
    }

    private static MemoryStream Npy(string head, byte[] cells)
    {
        byte[] text = Encoding.ASCII.GetBytes(head.PadRight(117) + "\n");
        return new MemoryStream([0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. text, .. cells]);
    }
}
