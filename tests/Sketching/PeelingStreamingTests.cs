using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

public sealed class PeelingStreamingTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"samples-{Environment.ProcessId}-{Path.GetRandomFileName()}.bin");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Decode_FromAFile_EqualsDecodingFromMemory()
    {
        (SubsamplingDesign design, double[] values) = Problem();
        File.WriteAllBytes(_path, [.. values.SelectMany(BitConverter.GetBytes)]);
        using SavedSampleFile file = SavedSampleFile.Open(_path, design);
        Assert.Equal(
            PeelingDecoder.Decode(design, new SubsampleArray(values)).Function.Coefficients,
            PeelingDecoder.Decode(design, file).Function.Coefficients);
        Assert.Equal(
            PaperDecoder.Decode(design, new SubsampleArray(values), 0.5).Function.Coefficients,
            PaperDecoder.Decode(design, file, 0.5).Function.Coefficients);
    }

    [Fact]
    public void Decode_ReadsOneBlockAtATimeAndEachRowTwoOrThreeTimes()
    {
        (SubsamplingDesign design, double[] values) = Problem();
        var paper = new CountingSource(values);
        PaperDecoder.Decode(design, paper, 0.5);
        Assert.Equal((design.BinCount, 2 * design.RowCount + design.BinCount), (paper.Largest, paper.Total));
        var qsft = new CountingSource(values);
        PeelingDecoder.Decode(design, qsft);
        Assert.Equal((design.BinCount, 3 * design.RowCount + design.BinCount), (qsft.Largest, qsft.Total));
    }

    [Fact]
    public void Decode_WhenCancelled_Stops()
    {
        (SubsamplingDesign design, double[] values) = Problem();
        using var cancellation = new CancellationTokenSource();
        var source = new CountingSource(values, onRead: cancellation.Cancel);
        Assert.ThrowsAny<OperationCanceledException>(() => PeelingDecoder.Decode(design, source, cancellation: cancellation.Token));
    }

    private static (SubsamplingDesign Design, double[] Values) Problem()
    {
        SubsamplingDesign design = SubsamplingDesign.Create(4, 12, new SubsamplingOptions { Dimension = 4 }, seed: 2);
        return (design, SparseFunctionMaker.Sample(SparseFunctionMaker.Make(4, 12, pairs: 12, seed: 2, mean: 40), design, noiseSd: 0.5));
    }

    private sealed class CountingSource(double[] values, Action? onRead = null) : ISubsampleSource
    {
        private long _total;
        private int _largest;

        public long Total => _total;

        public int Largest => _largest;

        public void Read(long firstRow, Span<double> destination)
        {
            onRead?.Invoke();
            Interlocked.Add(ref _total, destination.Length);
            _largest = Math.Max(_largest, destination.Length);
            values.AsSpan((int)firstRow, destination.Length).CopyTo(destination);
        }
    }
}
