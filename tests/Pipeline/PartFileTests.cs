using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Pipeline;

public sealed class PartFileTests
{
    private static readonly byte[] Tag = [.. Enumerable.Range(0, 32).Select(static i => (byte)i)];

    [Fact]
    public void ReadRows_OfWhatWasWritten_GivesItBack() => Assert.Equal([1.5f, -2f], PartFile.ReadRows(new MemoryStream(Rows()), Tag, 2)!);

    [Fact]
    public void ReadRows_OfAnyDamage_GivesNothing()
    {
        byte[] whole = Rows();
        for (int i = 0; i < whole.Length; i++)
        {
            Assert.Null(PartFile.ReadRows(new MemoryStream(whole, 0, i), Tag, 2));
            byte[] flipped = [.. whole];
            flipped[i] ^= 0x10;
            Assert.Null(PartFile.ReadRows(new MemoryStream(flipped), Tag, 2));
        }

        Assert.Null(PartFile.ReadRows(new MemoryStream([.. whole, 0]), Tag, 2));
        Assert.Null(PartFile.ReadRows(new MemoryStream(whole), Tag, 3));
        Assert.Null(PartFile.ReadRows(new MemoryStream(whole), [.. Tag.Reverse()], 2));
    }

    [Fact]
    public async Task TryReadRows_OfWhatTheStoreItselfFindsDamaged_GivesNothing()
    {
        float[]? rows = await PartFile.TryReadRowsAsync(new OneFile(static () => new MemoryStream(Rows())), "x", Tag, 2, CancellationToken.None);
        Assert.NotNull(rows);
        Assert.Equal([1.5f, -2f], rows);
        Assert.Null(await PartFile.TryReadRowsAsync(new OneFile(static () => throw new InvalidDataException("damaged")), "x", Tag, 2, CancellationToken.None));
        Assert.Null(await PartFile.TryReadRowsAsync(new OneFile(null), "x", Tag, 2, CancellationToken.None));
    }

    [Fact]
    public void ReadAllRows_GivesTagAndRows_AndNothingOfAnyDamage()
    {
        float[] many = [.. Enumerable.Range(0, (1 << 20) + 3).Select(static i => (float)i)];
        var stream = new MemoryStream();
        PartFile.WriteRows(stream, Tag, many);
        stream.Position = 0;
        (byte[] tag, float[] read) = PartFile.ReadAllRows(stream)!.Value;
        Assert.Equal(Tag, tag);
        Assert.Equal(many, read);
        byte[] whole = Rows();
        for (int i = 0; i < whole.Length; i++)
        {
            Assert.Null(PartFile.ReadAllRows(new MemoryStream(whole, 0, i)));
            byte[] flipped = [.. whole];
            flipped[i] ^= 0x10;
            Assert.Null(PartFile.ReadAllRows(new MemoryStream(flipped)));
        }

        Assert.Null(PartFile.ReadAllRows(new MemoryStream([.. whole, 0])));
    }

    [Fact]
    public void ReadSequences_OfWhatWasWritten_GivesItBack()
    {
        NamedSequence[] sequences = [new("a", [0, 1, 255]), new("ü", [3])];
        var stream = new MemoryStream();
        PartFile.WriteSequences(stream, sequences);
        stream.Position = 0;
        IReadOnlyList<NamedSequence> read = PartFile.ReadSequences(stream, "x");
        Assert.Equal(sequences.Select(static s => s.Id), read.Select(static s => s.Id));
        Assert.Equal(sequences[0].Letters, read[0].Letters);
        Assert.Throws<InvalidDataException>(() => PartFile.ReadSequences(new MemoryStream(stream.ToArray(), 0, 20), "x"));
    }

    private sealed class OneFile(Func<Stream>? open) : IArtifactStore
    {
        public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken = default) => Task.FromResult(open is not null);

        public Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken = default) => Task.FromResult(open!());

        public Task<ArtifactInfo> PutAsync(string key, Func<Stream, Task> write, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task DeleteAsync(string key, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }

    private static byte[] Rows()
    {
        var stream = new MemoryStream();
        PartFile.WriteRows(stream, Tag, [1.5f, -2f]);
        return stream.ToArray();
    }
}
