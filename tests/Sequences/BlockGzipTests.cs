using System.Buffers.Binary;
using System.IO.Compression;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Tests.Local;

namespace GenoXai.Tests.Sequences;

/// <summary>Genomes compressed by bgzip, against the plain file.</summary>
public sealed class BlockGzipTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Blocks of many sizes, an empty one among them, and the end block of the specification.</summary>
    [Fact]
    public void Read_OfEveryStretch_IsThatOfThePlainFile()
    {
        var random = new Random(7);
        byte[] plain = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 3).Select(i => $">c{i} words\n" + string.Concat(Enumerable.Range(0, 9).Select(_ => string.Concat(Enumerable.Range(0, 20).Select(_ => "ACGTN"[random.Next(5)])) + "\n")))));
        string plainPath = _folder.Path("g.fa"), path = _folder.Path("g.fa.gz");
        File.WriteAllBytes(plainPath, plain);
        int[] sizes = [1, 100, 0, 37, 60, 5];
        using (FileStream file = File.Create(path))
        {
            int at = 0;
            for (int block = 0; at < plain.Length; block++)
            {
                int size = Math.Min(sizes[block % sizes.Length], plain.Length - at);
                file.Write(Block(plain.AsSpan(at, size)));
                at += size;
            }

            file.Write(Convert.FromHexString("1f8b08040000000000ff0600424302001b0003000000000000000000"));
        }

        using GenomeFasta expected = GenomeFasta.Open(plainPath), genome = GenomeFasta.Open(path);
        Assert.Equal(File.ReadAllText(plainPath + ".fai"), File.ReadAllText(path + ".fai"));
        foreach (FaiContig contig in expected.Index.Contigs)
        {
            for (int start = 0; start < contig.Length; start++)
            {
                for (int length = 1; start + length <= contig.Length; length += 1 + length / 2)
                {
                    char[] one = new char[length], other = new char[length];
                    expected.Read(contig, start, one);
                    genome.Read(genome.Index.Find(contig.Name)!, start, other);
                    Assert.Equal(one, other);
                }
            }
        }
    }

    [Theory]
    [InlineData(-3, 0)]
    [InlineData(0, 30)]
    public void Open_OfADamagedFile_NamesTheBlock(int cut, int flipped)
    {
        byte[] bytes = [.. Block(">c\nACGTTGCA\n"u8), .. Block("ACGTACGT\n"u8)];
        if (cut < 0) bytes = bytes[..^-cut];
        else bytes[flipped] ^= 0x55;
        string path = _folder.Path("g.fa.gz");
        File.WriteAllBytes(path, bytes);
        File.WriteAllText(path + ".fai", "c\t16\t3\t8\t9\n");
        InputException error = Assert.Throws<InputException>(() =>
        {
            using GenomeFasta genome = GenomeFasta.Open(path);
            genome.Read(genome.Index.Contigs[0], 0, new char[16]);
        });
        Assert.Contains("the bgzip block at byte", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfABlockThatSaysToHoldMoreThanItCan_NamesIt()
    {
        byte[] bytes = Block(">c\nACGTTGCA\n"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4), 0xf0000000);
        string path = _folder.Path("g.fa.gz");
        File.WriteAllBytes(path, bytes);
        File.WriteAllText(path + ".fai", "c\t16\t3\t8\t9\n");
        Assert.Contains("the bgzip block at byte 0 is damaged", Assert.Throws<InputException>(() => GenomeFasta.Open(path)).Message, StringComparison.Ordinal);
    }

    private static byte[] Block(ReadOnlySpan<byte> plain)
    {
        var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(plain);
        if (plain.IsEmpty) packed.Write([3, 0]);
        byte[] block = [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 6, 0, (byte)'B', (byte)'C', 2, 0, 0, 0, .. packed.ToArray(), .. new byte[8]];
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(16), (ushort)(block.Length - 1));
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(block.Length - 8), Crc32.Append(0, plain));
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(block.Length - 4), (uint)plain.Length);
        return block;
    }
}
