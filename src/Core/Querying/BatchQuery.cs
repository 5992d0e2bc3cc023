using System.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Querying;

/// <summary>Explains many sequences: blocks of rows in parallel, each table read once per block.</summary>
internal sealed class BatchQuery
{
    private readonly DividendSet _dividends;
    private readonly Lazy<FoldedTable[]> _folded;
    private readonly Lazy<int[]> _byStrength;

    public BatchQuery(DividendSet dividends, QueryOptions options)
    {
        _dividends = dividends;
        ParallelOptions = new ParallelOptions { MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount };
        _folded = new Lazy<FoldedTable[]>(() => FoldingPlan.Fold(dividends, options.FoldingMemory));
        _byStrength = new Lazy<int[]>(OrderByStrength);
    }

    public ParallelOptions ParallelOptions { get; }

    public FoldedTable[] Folded => _folded.Value;

    public void Explain(ReadOnlyMemory<byte> letters, int rows, Memory<double> phi, Memory<double> predictions)
    {
        FoldedTable[] tables = _folded.Value;
        ForEachBlock(rows, (block, start, count) =>
        {
            Load(block, letters.Span, start, count);
            foreach (FoldedTable table in tables) block.Add(table);
            Store(block, letters.Span, start, count, phi.Span, predictions.Span);
        });
    }

    public void ExplainWithInteractions(
        ReadOnlyMemory<byte> letters, int rows, int top, int minimumOrder,
        Memory<double> phi, Memory<double> predictions, Memory<int> supports, Memory<double> values)
    {
        int[] order = _byStrength.Value;
        ForEachBlock(rows, (block, start, count) =>
        {
            Load(block, letters.Span, start, count);
            Span<int> ids = supports.Span.Slice(start * top, count * top);
            Span<double> found = values.Span.Slice(start * top, count * top);
            ids.Fill(-1);
            found.Clear();
            Span<double> least = stackalloc double[RowBlock.Rows];
            least.Clear();
            least[count..].Fill(double.PositiveInfinity);
            foreach (int id in order)
            {
                DividendTable table = _dividends.Tables[id];
                block.Add(table);
                if (table.Order >= minimumOrder) Offer(block, id, top, found, ids, least);
            }

            for (int row = 0; row < count; row++)
                if (block.HasMissing[row])
                    OfferWithMissing(letters.Span.Slice((start + row) * Length, Length), minimumOrder, found.Slice(row * top, top), ids.Slice(row * top, top));
            Store(block, letters.Span, start, count, phi.Span, predictions.Span);
        });
    }

    private int Length => _dividends.Domain.Length;

    /// <summary>φ of one sequence, table by table; also its dividends, 0 where a letter of the support is missing.</summary>
    public double ExplainOne(ReadOnlySpan<byte> letters, Span<double> phi, Span<double> dividends)
    {
        phi.Clear();
        DividendTable[] tables = _dividends.Tables;
        double total = 0;
        for (int t = 0; t < tables.Length; t++)
        {
            double dividend = tables[t].TryIndex(letters, out int index) ? tables[t].Values[index] : 0;
            if (dividends.Length > 0) dividends[t] = dividend;
            total += dividend;
            double share = dividend / tables[t].Order;
            foreach (int position in tables[t].Positions) phi[position] += share;
        }

        return _dividends.BaseValue + total;
    }

    private static void Offer(RowBlock block, int id, int top, Span<double> found, Span<int> ids, Span<double> least)
    {
        unchecked
        {
            ReadOnlySpan<double> value = block.Value;
            for (int from = 0; from < RowBlock.Rows; from += Vector<double>.Count)
            {
                if (!Vector.GreaterThanAny(Vector.Abs(new Vector<double>(value[from..])), new Vector<double>(least[from..]))) continue;
                for (int row = from; row < from + Vector<double>.Count; row++)
                    if (Math.Abs(value[row]) > least[row])
                        least[row] = StrongestInteractions.Offer(value[row], id, found.Slice(row * top, top), ids.Slice(row * top, top));
            }
        }
    }

    private void OfferWithMissing(ReadOnlySpan<byte> letters, int minimumOrder, Span<double> found, Span<int> ids)
    {
        found.Clear();
        ids.Fill(-1);
        foreach (int id in _byStrength.Value)
        {
            DividendTable table = _dividends.Tables[id];
            if (table.Order >= minimumOrder && table.TryIndex(letters, out int index)) StrongestInteractions.Offer(table.Values[index], id, found, ids);
        }
    }

    private void ForEachBlock(int rows, Action<RowBlock, int, int> explain)
    {
        int blocks = (rows + RowBlock.Rows - 1) / RowBlock.Rows;
        if (blocks <= 4)
        {
            var block = new RowBlock(Length);
            for (int start = 0; start < rows; start += RowBlock.Rows) explain(block, start, Math.Min(RowBlock.Rows, rows - start));
            return;
        }

        Failure? failure = null;
        Parallel.For(0, blocks, ParallelOptions, () => new RowBlock(Length), (i, _, block) =>
        {
            try
            {
                explain(block, i * RowBlock.Rows, Math.Min(RowBlock.Rows, rows - i * RowBlock.Rows));
            }
            catch (InputException error)
            {
                Failure.Keep(ref failure, new Failure(i, error));
            }

            return block;
        }, static _ => { });
        if (failure is not null) throw failure.Error;
    }

    private void Load(RowBlock block, ReadOnlySpan<byte> letters, int start, int count) =>
        block.Load(letters.Slice(start * Length, count * Length), count, _dividends.LetterCounts, start);

    private void Store(RowBlock block, ReadOnlySpan<byte> letters, int start, int count, Span<double> phi, Span<double> predictions)
    {
        for (int row = 0; row < count; row++)
        {
            int at = (start + row) * Length;
            Span<double> target = phi.Slice(at, Length);
            predictions[start + row] = block.HasMissing[row]
                ? ExplainOne(letters.Slice(at, Length), target, [])
                : _dividends.BaseValue + block.Store(row, target);
        }
    }

    private int[] OrderByStrength()
    {
        DividendTable[] tables = _dividends.Tables;
        var order = new int[tables.Length];
        var strength = new double[tables.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
            strength[i] = -System.Numerics.Tensors.TensorPrimitives.SumOfMagnitudes<double>(tables[i].Values) / tables[i].Values.Length;
        }

        Array.Sort(order, (a, b) => strength[a] != strength[b] ? strength[a].CompareTo(strength[b]) : a.CompareTo(b));
        return order;
    }

    /// <summary>The error of the first block that had one, whichever thread met it first.</summary>
    private sealed record Failure(int Block, InputException Error)
    {
        public static void Keep(ref Failure? kept, Failure candidate)
        {
            while (true)
            {
                Failure? seen = Volatile.Read(ref kept);
                if (seen is not null && seen.Block <= candidate.Block) return;
                if (Interlocked.CompareExchange(ref kept, candidate, seen) == seen) return;
            }
        }
    }
}
