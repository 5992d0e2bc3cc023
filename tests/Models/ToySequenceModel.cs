using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Models;

/// <summary>A model whose answer is a function of the letters, known by hand; counts the rows it is shown.</summary>
internal sealed class ToySequenceModel(int length, params Func<byte[], double>[] targets) : ISequenceModel
{
    private long _rows;

    public long Rows => Interlocked.Read(ref _rows);

    public Alphabet Alphabet => Alphabet.Dna;

    public IReadOnlyList<string> Targets { get; } = [.. targets.Select(static (_, i) => $"t{i}")];

    public ModelFacts Facts { get; } = new("00", length > 0 ? length : null, 1, 1000, 1, Math.Max(1, length), 1000, 64, false);

    public ModelBatch CreateBatch(int capacity, int length) => new Batch(capacity, length);

    public void Predict(ModelBatch batch, Span<float> predictions)
    {
        for (int row = 0; row < batch.Rows; row++)
        {
            byte[] letters = batch.Letters.AsSpan(row * batch.Length, batch.Length).ToArray();
            for (int t = 0; t < targets.Length; t++) predictions[row * targets.Length + t] = (float)targets[t](letters);
        }

        Interlocked.Add(ref _rows, batch.Rows);
    }

    public void Dispose()
    {
    }

    private sealed class Batch(int capacity, int length) : ModelBatch(capacity, length)
    {
        public override void Dispose()
        {
        }
    }
}
