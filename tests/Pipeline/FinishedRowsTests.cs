using System.Collections.Concurrent;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;
using GenoXai.Tests.Sketching;

namespace GenoXai.Tests.Pipeline;

public sealed class FinishedRowsTests
{
    private readonly MemoryStore _store = new();

    [Fact]
    public void Read_OfAnyRunOfRows_GivesTheValuesThatWereWritten()
    {
        float[] values = [.. Enumerable.Range(0, 103).Select(static i => i * 0.1f)];
        RunDocument plan = Write(values, chunkRows: 10);
        FinishedRows rows = Open(plan, capacity: 3);
        for (int first = 0; first < values.Length; first++)
        {
            for (int count = 0; count <= values.Length - first; count++)
            {
                float[] expected = values[first..(first + count)], floats = new float[count];
                rows.Read(first, floats);
                Assert.Equal(expected, floats);
                if (first < 7) continue;
                var doubles = new double[count];
                rows.From(7).Read(first - 7, doubles);
                Assert.Equal(expected.Select(static v => (double)v), doubles);
            }
        }
    }

    [Fact]
    public void Read_HoldsNoMoreChunksThanItsCapacity()
    {
        RunDocument plan = Write(new float[40], chunkRows: 10);
        FinishedRows rows = Open(plan, capacity: 2);
        foreach (int row in new[] { 0, 10, 5, 15 }) rows.Read(row, new float[1]);
        Assert.Equal(2, _store.Reads);
        rows.Read(20, new float[1]);
        rows.Read(10, new float[1]);
        Assert.Equal(3, _store.Reads);
        // Chunk 0 was the one used longest ago, so it gave way to chunk 2 and is read again.
        rows.Read(0, new float[1]);
        Assert.Equal(4, _store.Reads);
    }

    [Fact]
    public void Decode_FromSmallChunks_GivesTheBitsOfOneArray()
    {
        SubsamplingDesign design = SubsamplingDesign.Create(4, 12, new SubsamplingOptions { Dimension = 4 }, seed: 2);
        float[] values = [.. SparseFunctionMaker.Sample(SparseFunctionMaker.Make(4, 12, pairs: 12, seed: 2, mean: 40), design, noiseSd: 0.5).Select(static v => (float)v)];
        // 31 test rows come first, and no chunk ends where a block does.
        RunDocument plan = Write([.. new float[31], .. values], chunkRows: 97);
        FinishedRows rows = Open(plan, capacity: 6);
        var array = new SubsampleArray(values);
        Assert.Equal(
            PeelingDecoder.Decode(design, array, new PeelingOptions { Threads = 2 }).Function.Coefficients,
            PeelingDecoder.Decode(design, rows.From(31), new PeelingOptions { Threads = 2 }).Function.Coefficients);
        Assert.Equal(
            PaperDecoder.Decode(design, array, 0.5, threads: 2).Function.Coefficients,
            PaperDecoder.Decode(design, rows.From(31), 0.5, threads: 2).Function.Coefficients);
    }

    [Fact]
    public void Read_OfValuesThatAreNotFinite_NamesTheFirstOfTheRun()
    {
        var values = new float[50];
        values[17] = float.NaN;
        values[42] = float.PositiveInfinity;
        FinishedRows rows = Open(Write(values, chunkRows: 10), capacity: 2);
        rows.Read(0, new float[10]);
        // The later chunk is read first, as a second thread might; the same row is named.
        Assert.Equal("row 17", Assert.Throws<InputException>(() => rows.Read(40, new float[10])).Message);
    }

    [Fact]
    public void Read_OfADamagedOrMissingChunk_SaysWhichOne()
    {
        RunDocument plan = Write(new float[30], chunkRows: 10);
        _store.Bytes[RunKeys.Rows(1)][60] ^= 1;
        _store.Bytes.Remove(RunKeys.Rows(2), out _);
        FinishedRows rows = Open(plan, capacity: 2);
        rows.Read(0, new float[10]);
        Assert.Contains(RunKeys.Rows(1), Assert.Throws<InvalidDataException>(() => rows.Read(10, new float[1])).Message, StringComparison.Ordinal);
        Assert.Contains(RunKeys.Rows(2), Assert.Throws<InvalidDataException>(() => rows.Read(25, new float[1])).Message, StringComparison.Ordinal);
    }

    private FinishedRows Open(RunDocument plan, int capacity) =>
        new(_store, plan, capacity, static (row, _) => new InputException($"row {row}"), CancellationToken.None);

    private RunDocument Write(float[] values, int chunkRows)
    {
        var chunks = new List<ChunkDocument>();
        for (int first = 0; first < values.Length; first += chunkRows)
            chunks.Add(new ChunkDocument(-1, first, Math.Min(chunkRows, values.Length - first), first + chunkRows >= values.Length));
        var plan = new RunDocument { Identity = "test", SequencesSha256 = "", BatchRows = 1, Rows = values.Length, Chunks = chunks };
        for (int i = 0; i < chunks.Count; i++)
        {
            var stream = new MemoryStream();
            PartFile.WriteRows(stream, plan.TagOf(i), values.AsSpan((int)chunks[i].FirstRow, chunks[i].Rows));
            _store.Bytes[RunKeys.Rows(i)] = stream.ToArray();
        }

        return plan;
    }

    private sealed class MemoryStore : IArtifactStore
    {
        private int _reads;

        public ConcurrentDictionary<string, byte[]> Bytes { get; } = new();

        public int Reads => _reads;

        public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken = default) => Task.FromResult(Bytes.ContainsKey(key));

        public Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _reads);
            return Task.FromResult<Stream>(new MemoryStream(Bytes[key]));
        }

        public Task<ArtifactInfo> PutAsync(string key, Func<Stream, Task> write, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task DeleteAsync(string key, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
