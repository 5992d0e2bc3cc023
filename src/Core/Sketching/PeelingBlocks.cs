using System.Collections.Concurrent;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sketching;

/// <summary>
/// The transforms of a design's samples: for each group and delay
/// U_{c,d}[j] = q^(−b) Σ_ℓ (f(M_c ℓ + d) − mean) ω^(−⟨j,ℓ⟩). They are made a few at a time and not kept:
/// one pass measures the energy of every bin, a later one collects the columns of the bins wanted.
/// Memory: two rows of q^b numbers per lane and thread, one number per bin, and the columns asked for.
/// </summary>
/// <remarks>
/// Values are real, so two delays share one complex transform and U[−j] = conj U[j]. The sums are
/// taken in an order that does not depend on the number of threads.
/// </remarks>
internal sealed class PeelingBlocks
{
    private const int SlicesPerGroup = 4;
    private static readonly int Lanes = Vector<double>.Count;
    private readonly SubsamplingDesign _design;
    private readonly ISubsampleSource _source;
    private readonly ParallelOptions _parallel;
    private readonly ConcurrentBag<Workspace> _idle = [];
    private readonly double _offset;

    public PeelingBlocks(SubsamplingDesign design, ISubsampleSource source, int threads, CancellationToken cancellation)
    {
        (_design, _source) = (design, source);
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount, CancellationToken = cancellation };
        Mirror = MakeMirror(design.LetterCount, design.BinCount);
        // A constant near the mean is taken off at once, so that a large mean costs no digits.
        var first = new double[design.BinCount];
        source.Read(0, first);
        _offset = MeanOf(first, 0);
        Energy = Measure();
    }

    /// <summary>Mean of all rows, which has been subtracted.</summary>
    public double Mean { get; private set; }

    /// <summary>Σ over the delays of |U_{c,d}[j]|², shape (C)(q^b).</summary>
    public double[][] Energy { get; }

    /// <summary>The bin −j of each bin j, shape (q^b).</summary>
    public int[] Mirror { get; }

    /// <summary>Degree of parallelism and cancellation, for the decoders' own loops.</summary>
    public ParallelOptions Parallelism => _parallel;

    /// <summary>The columns of some bins: a second pass over the samples.</summary>
    /// <param name="bins">Bins wanted of each group, shape (C)(any), distinct.</param>
    public PeelingColumns Collect(int[][] bins)
    {
        var columns = new PeelingColumns(_design, bins);
        double scale = 0.5 / _design.BinCount;
        ForEachBatch((group, _, firstDelay, workspace) =>
        {
            int rows = Math.Min(2 * Lanes, _design.DelayCount - firstDelay);
            for (int index = 0; index < bins[group].Length; index++)
            {
                int bin = bins[group][index], mirror = Mirror[bin];
                Vector<double> zr = workspace.Real[bin], zi = workspace.Imaginary[bin], yr = workspace.Real[mirror], yi = workspace.Imaginary[mirror];
                Vector<double> evenR = (zr + yr) * scale, evenI = (zi - yi) * scale, oddR = (zi + yi) * scale, oddI = (yr - zr) * scale;
                int slot = columns.FirstSlot(group) + index;
                Span<double> real = columns.Real(slot).Slice(firstDelay, rows), imaginary = columns.Imaginary(slot).Slice(firstDelay, rows);
                for (int row = 0; row < rows; row++)
                {
                    real[row] = row % 2 == 0 ? evenR[row / 2] : oddR[row / 2];
                    imaginary[row] = row % 2 == 0 ? evenI[row / 2] : oddI[row / 2];
                }
            }
        });
        for (int c = 0; c < _design.GroupCount; c++)
            if (columns.Slot(c, 0) is >= 0 and int zero) TensorPrimitives.Subtract(columns.Real(zero), Mean - _offset, columns.Real(zero));
        return columns;
    }

    private double[][] Measure()
    {
        int bins = _design.BinCount, slices = SlicesPerGroup;
        var partial = new double[_design.GroupCount * slices][];
        for (int i = 0; i < partial.Length; i++) partial[i] = new double[bins];
        var sums = new double[_design.GroupCount * _design.DelayCount];
        ForEachBatch((group, slice, firstDelay, workspace) =>
        {
            double[] energy = partial[group * slices + slice];
            ReadOnlySpan<Vector<double>> re = workspace.Real, im = workspace.Imaginary;
            for (int j = 0; j < energy.Length; j++) energy[j] += Vector.Sum(re[j] * re[j] + im[j] * im[j]);
            int rows = Math.Min(2 * Lanes, _design.DelayCount - firstDelay);
            for (int row = 0; row < rows; row++)
                sums[group * _design.DelayCount + firstDelay + row] = row % 2 == 0 ? re[0][row / 2] : im[0][row / 2];
        });
        double aboveOffset = TensorPrimitives.Sum<double>(sums) / _design.RowCount;
        Mean = _offset + aboveOffset;
        var energies = new double[_design.GroupCount][];
        double scale = 0.5 / bins / bins;
        for (int c = 0; c < energies.Length; c++)
        {
            double[] total = partial[c * slices];
            for (int s = 1; s < slices; s++) TensorPrimitives.Add<double>(total, partial[c * slices + s], total);
            var energy = energies[c] = new double[bins];
            // |U_a|² + |U_b|² of the two delays in one transform Z is (|Z[j]|² + |Z[−j]|²)/2.
            for (int j = 0; j < bins; j++) energy[j] = (total[j] + total[Mirror[j]]) * scale;
            energy[0] = 0;
            for (int d = 0; d < _design.DelayCount; d++)
            {
                double value = sums[c * _design.DelayCount + d] / bins - aboveOffset;
                energy[0] += value * value;
            }
        }

        return energies;
    }

    private void ForEachBatch(Action<int, int, int, Workspace> use)
    {
        int batches = (_design.DelayCount + 2 * Lanes - 1) / (2 * Lanes);
        try
        {
            Parallel.For(0, _design.GroupCount * SlicesPerGroup, _parallel, () => _idle.TryTake(out Workspace? idle) ? idle : new Workspace(_design.BinCount), (item, state, workspace) =>
            {
                (int group, int slice) = Math.DivRem(item, SlicesPerGroup);
                for (int batch = batches * slice / SlicesPerGroup; batch < batches * (slice + 1) / SlicesPerGroup; batch++)
                {
                    _parallel.CancellationToken.ThrowIfCancellationRequested();
                    Load(group, batch * 2 * Lanes, workspace);
                    LaneTransform.Forward(workspace.Real, workspace.Imaginary, _design.LetterCount);
                    use(group, slice, batch * 2 * Lanes, workspace);
                }

                return workspace;
            }, _idle.Add);
        }
        catch (AggregateException error)
        {
            // What went wrong in one block (a value that is not finite, a file that ends) is what the caller should see.
            ExceptionDispatchInfo.Throw(error.Flatten().InnerExceptions[0]);
        }
    }

    private void Load(int group, int firstDelay, Workspace workspace)
    {
        Span<double> real = MemoryMarshal.Cast<Vector<double>, double>(workspace.Real.AsSpan());
        Span<double> imaginary = MemoryMarshal.Cast<Vector<double>, double>(workspace.Imaginary.AsSpan());
        Span<double> row = workspace.Row;
        for (int r = 0; r < 2 * Lanes; r++)
        {
            if (firstDelay + r < _design.DelayCount)
            {
                long start = _design.BlockStart(group, firstDelay + r);
                _source.Read(start, row);
                MeanOf(row, start);
            }
            else
            {
                row.Fill(_offset);
            }

            Span<double> target = r % 2 == 0 ? real : imaginary;
            unchecked
            {
                for (int i = 0, at = r / 2; i < row.Length; i++, at += Lanes) target[at] = row[i] - _offset;
            }
        }
    }

    private static double MeanOf(ReadOnlySpan<double> values, long firstRow)
    {
        double sum = TensorPrimitives.Sum(values);
        if (double.IsFinite(sum)) return sum / values.Length;
        for (int i = 0; i < values.Length; i++)
            if (!double.IsFinite(values[i]))
                throw new InputException($"samples, row {firstRow + i}: the value is {values[i]}; every value must be finite.", "bad-samples");
        throw new InputException($"samples, rows {firstRow} to {firstRow + values.Length - 1}: the values are too large to add up.", "bad-samples");
    }

    private static int[] MakeMirror(int letterCount, int bins)
    {
        var mirror = new int[bins];
        for (int size = 1; size < bins; size *= letterCount)
            for (int j = size * letterCount - 1; j >= 0; j--)
                mirror[j] = mirror[j % size] + (letterCount - j / size) % letterCount * size;
        return mirror;
    }

    /// <summary>What one thread works in.</summary>
    private sealed class Workspace(int bins)
    {
        public readonly Vector<double>[] Real = new Vector<double>[bins];
        public readonly Vector<double>[] Imaginary = new Vector<double>[bins];
        public readonly double[] Row = new double[bins];
    }
}
