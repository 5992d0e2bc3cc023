using System.Runtime.ExceptionServices;

namespace GenoXai.Core.Models;

/// <summary>
/// Shows the rows of a source to a model in batches. Each worker fills and encodes a batch of its
/// own while the others' batches are in the runtime, and uses its memory again.
/// </summary>
/// <remarks>
/// Workers with one runtime thread each beat one worker with a runtime that splits every operator:
/// 1.25 to 1.55 times on three real models and two cores (bench/results/ism.md). Batches are cut by the plan's batch size alone, so their borders do
/// not depend on the number of workers.
/// </remarks>
public static class RowPredictor
{
    /// <summary>Predicts every row.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="batchRows">Most rows of a batch; part of the plan.</param>
    /// <param name="workers">Batches in work at once.</param>
    /// <param name="progress">Told the number of rows after every batch; called from several threads.</param>
    /// <param name="cancellationToken">Stops between two operators of the model.</param>
    /// <returns>Shape (rows, targets), row-major, in units of the targets.</returns>
    public static float[] Predict(ISequenceModel model, RowSource rows, int batchRows, int workers, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchRows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workers);
        var predictions = new float[checked(rows.Count * model.Targets.Count)];
        var queue = new BatchQueue(rows, batchRows);
        var threads = new Thread[Math.Max(0, Math.Min(workers, (rows.Count + batchRows - 1) / batchRows) - 1)];
        ExceptionDispatchInfo? failure = null;
        void Work()
        {
            try
            {
                WorkOff(model, rows, queue, predictions, progress, cancellationToken);
            }
            catch (Exception error)
            {
                queue.Stop();
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(error), null);
            }
        }

        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Work) { IsBackground = true, Name = "model rows" };
            threads[i].Start();
        }

        if (rows.Count > 0) Work();
        foreach (Thread thread in threads) thread.Join();
        failure?.Throw();
        return predictions;
    }

    private static void WorkOff(ISequenceModel model, RowSource rows, BatchQueue queue, float[] predictions, Action<int>? progress, CancellationToken cancellationToken)
    {
        int targets = model.Targets.Count;
        ModelBatch? batch = null;
        float[] columns = [];
        CancellationTokenRegistration stopping = default;
        try
        {
            while (queue.TryTake(out int first, out int count))
            {
                cancellationToken.ThrowIfCancellationRequested();
                int length = rows.LengthOf(first);
                if (batch is null || batch.Length != length)
                {
                    stopping.Dispose();
                    batch?.Dispose();
                    batch = null;
                    batch = model.CreateBatch(queue.BatchRows, length);
                    if (rows.HasColumns) columns = new float[checked(queue.BatchRows * model.Alphabet.Count * length)];
                    stopping = cancellationToken.UnsafeRegister(static own => ((ModelBatch)own!).Stop(), batch);
                }

                batch.Rows = count;
                Span<float> results = predictions.AsSpan(first * targets, count * targets);
                if (rows.HasColumns)
                {
                    Span<float> filled = columns.AsSpan(0, count * model.Alphabet.Count * length);
                    rows.FillColumns(first, count, filled);
                    (model as OnnxSequenceModel ?? throw new NotSupportedException("Only an ONNX model takes columns.")).Predict(batch, filled, results);
                }
                else
                {
                    rows.Fill(first, count, batch.Letters.AsSpan(0, count * length));
                    model.Predict(batch, results);
                }

                progress?.Invoke(count);
            }
        }
        finally
        {
            stopping.Dispose();
            batch?.Dispose();
        }
    }

    /// <summary>Hands out runs of rows of one length.</summary>
    private sealed class BatchQueue(RowSource rows, int batchRows)
    {
        private readonly Lock _lock = new();
        private int _next;
        private int _runEnd;

        public int BatchRows { get; } = Math.Min(batchRows, Math.Max(1, rows.Count));

        public bool TryTake(out int first, out int count)
        {
            lock (_lock)
            {
                first = _next;
                count = 0;
                if (_next >= rows.Count) return false;
                if (_next >= _runEnd) _runEnd = rows.RunEnd(_next);
                count = Math.Min(BatchRows, _runEnd - _next);
                _next += count;
                return true;
            }
        }

        public void Stop()
        {
            lock (_lock) _next = rows.Count;
        }
    }
}
