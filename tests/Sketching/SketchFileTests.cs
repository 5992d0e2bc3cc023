using System.Security.Cryptography;
using System.Text;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;
using GenoXai.Tests.Querying;

namespace GenoXai.Tests.Sketching;

public sealed class SketchFileTests
{
    [Fact]
    public void Read_OfAWrittenSketch_GivesItBack()
    {
        Sketch sketch = RandomSketch.Make(4, 26, 4, 60, 1);
        Sketch read = SketchFile.Read(new MemoryStream(Bytes(sketch)), "sketch");

        Assert.Equal(sketch.Function.Domain, read.Function.Domain);
        Assert.Equal(sketch.Function.BaseValue, read.Function.BaseValue);
        Assert.Equal(sketch.Function.Notes, read.Function.Notes);
        Assert.Equal(sketch.Function.Tables.Count, read.Function.Tables.Count);
        for (int t = 0; t < read.Function.Tables.Count; t++)
        {
            Assert.Equal(sketch.Function.Tables[t].Positions, read.Function.Tables[t].Positions);
            Assert.Equal(sketch.Function.Tables[t].Values, read.Function.Tables[t].Values);
        }

        Assert.Equivalent(sketch.Quality, read.Quality, strict: true);
        Assert.Equivalent(sketch.Provenance, read.Provenance, strict: true);
        Assert.Equal(sketch.Id, read.Id);
    }

    [Fact]
    public void Read_OfUndefinedFigures_GivesNullBack()
    {
        Sketch constant = new(
            new DecodedFunction(new SketchDomain(Alphabet.Dna, 3), 1, []),
            new SketchQuality(null, null, 10, 0, []),
            RandomSketch.Make(4, 3, 1, 1, 1).Provenance with { TargetUnit = null });
        Sketch read = SketchFile.Read(new MemoryStream(Bytes(constant)), "sketch");
        Assert.Null(read.Quality.R2);
        Assert.Null(read.Provenance.TargetUnit);
        Assert.Empty(read.Function.Tables);
    }

    [Fact]
    public void Write_OfEqualSketches_GivesEqualBytesWhateverTheOrderOfOptions()
    {
        Sketch a = RandomSketch.Make(4, 10, 3, 20, 1);
        var reversed = new Dictionary<string, string>(a.Provenance.DecoderOptions.Reverse());
        Sketch b = new(a.Function, a.Quality, a.Provenance with { DecoderOptions = reversed });
        Assert.Equal(Bytes(a), Bytes(b));
        Assert.Equal(a.Id, b.Id);
        Assert.NotEqual(a.Id, new Sketch(a.Function, a.Quality, a.Provenance with { Seed = 8 }).Id);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Bytes(a)[..^32]))[..32], a.Id);
    }

    [Fact]
    public void Read_OfAnyFlippedBit_SaysSo()
    {
        byte[] bytes = Bytes(RandomSketch.Make(4, 6, 2, 4, 1));
        for (int i = 0; i < bytes.Length; i++)
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] flipped = [.. bytes];
                flipped[i] ^= (byte)(1 << bit);
                string message = Message(flipped);
                Assert.True(
                    message.Contains("damaged", StringComparison.Ordinal) || message.Contains("truncated", StringComparison.Ordinal) || (i < 8 && message.Contains("not a sketch", StringComparison.Ordinal)),
                    $"byte {i}, bit {bit}: {message}");
                Assert.Contains("sketch \"donor\"", message, StringComparison.Ordinal);
            }
    }

    [Fact]
    public void Read_OfAnyTruncation_SaysSo()
    {
        byte[] bytes = Bytes(RandomSketch.Make(4, 6, 2, 4, 1));
        Assert.Contains("empty", Message([]), StringComparison.Ordinal);
        for (int length = 1; length < bytes.Length; length++) Assert.Contains("truncated", Message(bytes[..length]), StringComparison.Ordinal);
        Assert.Contains("damaged", Message([.. bytes, 0]), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfANewerVersion_SaysSo()
    {
        byte[] bytes = Bytes(RandomSketch.Make(4, 6, 2, 4, 1));
        bytes[8] = 2;
        Assert.Contains("format version 2; this program reads up to 1", Message(Sealed(bytes)), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfSomethingElse_SaysSo() =>
        Assert.Contains("not a sketch file", Message(Encoding.UTF8.GetBytes(">seq\nACGT\n")), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"length\":6", "\"length\":0", "\"length\"")]
    [InlineData("\"length\":6", "\"length\":1", "impossible order")]
    [InlineData("\"alphabet\":\"ACGT\"", "\"alphabet\":\"AAGT\"", "twice")]
    [InlineData("\"tables\":4", "\"tables\":3", "follow the last table")]
    [InlineData("\"tables\":4", "\"tables\":5", "early")]
    [InlineData("\"seed\":7", "\"seep\":7", "lacks the field \"provenance.seed\"")]
    [InlineData("\"seed\":7", "\"seed\":x", "not valid JSON")]
    [InlineData("\"r2\":0.93", "\"r2\":\"aa\"", "\"quality.r2\" is not a finite number")]
    public void Read_OfAnImpossibleHeader_NamesTheField(string from, string to, string expected)
    {
        // Sealed anew: what is caught here is not the checksum's work.
        byte[] bytes = Bytes(RandomSketch.Make(4, 6, 2, 4, 1));
        string header = Encoding.Latin1.GetString(bytes);
        Assert.Contains(from, header, StringComparison.Ordinal);
        Assert.Contains(expected, Message(Sealed(Encoding.Latin1.GetBytes(header.Replace(from, to.PadRight(from.Length), StringComparison.Ordinal)))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, int.MaxValue, "impossible order")]
    [InlineData(0, 0, "impossible order")]
    [InlineData(4, 77, "position 77")]
    [InlineData(4, -1, "position -1")]
    [InlineData(-1, -1, "not finite")]
    public void Read_OfAnImpossibleTable_SaysWhat(int offset, int value, string expected)
    {
        Sketch sketch = RandomSketch.Make(4, 6, 1, 1, 1);
        byte[] bytes = Bytes(sketch);
        int table = bytes.Length - 32 - 4 - 4 - 32;
        if (offset >= 0) BitConverter.TryWriteBytes(bytes.AsSpan(table + offset), value);
        else BitConverter.TryWriteBytes(bytes.AsSpan(table + 8), double.NaN);
        Assert.Contains(expected, Message(Sealed(bytes)), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfHugeCounts_AllocatesNothingLarge()
    {
        byte[] bytes = Bytes(RandomSketch.Make(4, 6, 2, 4, 1));
        string text = Encoding.Latin1.GetString(bytes).Replace("\"notes\":[\"made for", "\"notes\":[\"m\"],\"x\":[\"", StringComparison.Ordinal);
        byte[] forged = Encoding.Latin1.GetBytes(text.Replace("\"tables\":4,\"notes\":[\"m\"],", "\"tables\":2000000000,\"notes\":[],", StringComparison.Ordinal));
        forged = Resized(forged, forged.Length - bytes.Length);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("2000000000 tables do not fit", Message(forged), StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }

    [Fact]
    public void Read_OfAMissingFile_SaysSo() =>
        Assert.Contains("no such file", Assert.Throws<InputException>(() => SketchFile.Read("/nowhere/a.gxs")).Message, StringComparison.Ordinal);

    [Fact]
    public void Write_ToAFolderThatIsNotThere_SaysSo() =>
        Assert.Contains("cannot be written", Assert.Throws<InputException>(() => SketchFile.Write(RandomSketch.Make(4, 3, 1, 1, 1), "/nowhere/a.gxs")).Message, StringComparison.Ordinal);

    [Fact]
    public void Write_ToAPath_IsReadBackAndLeavesNoPart()
    {
        string folder = Directory.CreateTempSubdirectory("genoxai-sketch").FullName;
        try
        {
            string path = Path.Combine(folder, "sketch.gxs");
            Sketch sketch = RandomSketch.Make(4, 10, 3, 20, 1);
            SketchFile.Write(sketch, path);
            Assert.Equal(sketch.Id, SketchFile.Read(path).Id);
            Assert.Single(Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Sketch_OfANumberThatIsNotFinite_IsRefused()
    {
        Sketch good = RandomSketch.Make(4, 6, 2, 4, 1);
        var table = new AnovaTable([0], [1, double.NaN, 0, 0]);
        var twice = new AnovaTable([0], [1, -1, 0, 0]);
        Assert.Throws<ArgumentException>(() => new Sketch(new DecodedFunction(good.Function.Domain, 0, [table]), good.Quality, good.Provenance));
        Assert.Throws<ArgumentException>(() => new Sketch(new DecodedFunction(good.Function.Domain, 0, [twice, twice]), good.Quality, good.Provenance));
        Assert.Throws<ArgumentException>(() => new Sketch(good.Function, good.Quality with { R2 = double.NaN }, good.Provenance));
    }

    private static byte[] Bytes(Sketch sketch)
    {
        using var stream = new MemoryStream();
        SketchFile.Write(sketch, stream);
        return stream.ToArray();
    }

    private static byte[] Sealed(byte[] bytes)
    {
        SHA256.HashData(bytes.AsSpan(..^32), bytes.AsSpan(^32..));
        return bytes;
    }

    private static byte[] Resized(byte[] bytes, int headerGrowth)
    {
        BitConverter.TryWriteBytes(bytes.AsSpan(12), BitConverter.ToInt32(bytes, 12) + headerGrowth);
        BitConverter.TryWriteBytes(bytes.AsSpan(16), (long)bytes.Length);
        return Sealed(bytes);
    }

    private static string Message(byte[] bytes) =>
        Assert.Throws<InputException>(() => SketchFile.Read(new MemoryStream(bytes), "sketch \"donor\"")).Message;
}
