using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Bench;

/// <summary>
/// Peak memory of the sparse Fourier decoders on many rows, made block by block as they are asked for and kept
/// nowhere: q = 4, L = 26, C = 3, 500 coefficients and noise. Arguments: decoder, b, P1. One case a process, for the peak is the process's.
/// </summary>
internal static class StreamBenchmark
{
    private const int Pairs = 250;

    public static int Run(string[] arguments)
    {
        if (arguments.Length != 3)
        {
            Console.Error.WriteLine("Give: paper|qsft B P1");
            return 2;
        }

        int dimension = int.Parse(arguments[1], CultureInfo.InvariantCulture), offsets = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        SubsamplingDesign design = SubsamplingDesign.Create(4, 26, new SubsamplingOptions { Dimension = dimension, Offsets = offsets }, 1);
        using var source = new Synthetic(design);
        long before = Process.GetCurrentProcess().PeakWorkingSet64, start = Stopwatch.GetTimestamp();
        PeelingResult result = arguments[0] == "paper"
            ? PaperDecoder.Decode(design, source, Synthetic.NoiseSd)
            : PeelingDecoder.Decode(design, source);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        long peak = Process.GetCurrentProcess().PeakWorkingSet64;
        int found = result.Function.Coefficients.Count(c => source.Truth.ContainsKey(c.Frequency));
        Console.WriteLine("| decoder | b | P1 | rows | rows as float64, MB | found / true | occupied bins | before, MB | peak, MB | s |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {arguments[0]} | {dimension} | {offsets} | {design.RowCount:N0} | {design.RowCount * 8 >> 20:N0} | {found} / {source.Truth.Count} | {result.OccupiedBins} | {before >> 20} | {peak >> 20} | {seconds:F0} |"));
        return 0;
    }

    /// <summary>Blocks of a sparse function: their values are a transform of the bins' sums.</summary>
    private sealed class Synthetic : ISubsampleSource, IDisposable
    {
        public const double NoiseSd = 5;
        private readonly SubsamplingDesign _design;
        private readonly ThreadLocal<(Vector<double>[] Real, Vector<double>[] Imaginary)> _buffers;

        public Synthetic(SubsamplingDesign design)
        {
            _design = design;
            _buffers = new(() => (new Vector<double>[design.BinCount], new Vector<double>[design.BinCount]));
            SeededRandom random = SeededRandom.Stream(7, "stream-function");
            var digits = new byte[design.Length];
            while (Truth.Count < 2 * Pairs)
            {
                Array.Clear(digits);
                for (int i = random.NextInt(4); i >= 0; i--) digits[random.NextInt(design.Length)] = (byte)(1 + random.NextInt(3));
                if (Array.TrueForAll(digits, static digit => digit % 2 == 0)) continue;
                var k = new Frequency(digits);
                Complex value = Complex.FromPolarCoordinates(0.3 * Math.Pow(10, random.NextDouble()), 2 * Math.PI * random.NextDouble());
                Truth[k] = value;
                Truth[k.Negate(4)] = Complex.Conjugate(value);
            }
        }

        public Dictionary<Frequency, Complex> Truth { get; } = [];

        public void Dispose() => _buffers.Dispose();

        public void Read(long firstRow, Span<double> values)
        {
            int block = (int)(firstRow / _design.BinCount);
            (int group, int delay) = Math.DivRem(block, _design.DelayCount);
            var offset = new byte[_design.Length];
            _design.Delay(delay, offset);
            (Vector<double>[] real, Vector<double>[] imaginary) = _buffers.Value;
            Array.Clear(real);
            Array.Clear(imaginary);
            foreach ((Frequency k, Complex value) in Truth)
            {
                Complex turned = value * Complex.FromPolarCoordinates(1, Math.PI / 2 * k.Phase(offset, 4));
                int bin = _design.Bin(group, k.Digits);
                real[bin] += Vector.Create(turned.Real);
                imaginary[bin] -= Vector.Create(turned.Imaginary);
            }

            LaneTransform.Forward(real, imaginary, 4);
            SeededRandom noise = SeededRandom.Stream(7, "stream-noise", block);
            for (int row = 0; row < values.Length; row++) values[row] = real[row][0] + (NoiseSd * noise.NextGaussian());
        }
    }
}
