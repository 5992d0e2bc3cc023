using GenoXai.Core.Encoding;

namespace GenoXai.Core.Models;

/// <summary>A sequence model as a model of numbers: of letters, one a position, or of one-hot channels, q a position.</summary>
public sealed class SequenceVectorModel : IVectorModel
{
    private readonly OnnxSequenceModel _model;
    private readonly int _length;
    private readonly bool _ofLetters;

    /// <summary>Wraps a model; it stays the caller's.</summary>
    /// <param name="model">The model, open.</param>
    /// <param name="length">Positions of the sequences, L.</param>
    /// <param name="ofLetters">Whether a feature is a position that holds the index of its letter, instead of a channel.</param>
    public SequenceVectorModel(OnnxSequenceModel model, int length, bool ofLetters)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_model, _length, _ofLetters) = (model, length, ofLetters);
        Width = ofLetters ? length : checked(length * model.Alphabet.Count);
        Outputs = model.Targets;
        IsProbability = model.ResolvedTargets.All(t => t.Unit == "probability" || OnnxVectorModel.IsProbabilityOf(t.Expression, model.Loaded.Onnx.Facts));
        Facts = model.Facts with { FixedLength = null, CostLength = 1, MultiplyAdds = (long)Math.Min(long.MaxValue / 2, model.Facts.MultiplyAddsAt(length)) };
    }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs { get; }

    /// <inheritdoc/>
    public bool IsProbability { get; }

    /// <summary>Cost of a row; a row counts as one position long.</summary>
    public ModelFacts Facts { get; }

    /// <summary>A sequence's features.</summary>
    /// <param name="letters">Letter indices, shape (L).</param>
    /// <param name="features">Shape (D): letters, or channels (q, L) as the model sees them.</param>
    public void Write(ReadOnlySpan<byte> letters, Span<float> features)
    {
        if (_ofLetters)
        {
            for (int l = 0; l < letters.Length; l++) features[l] = letters[l];
            return;
        }

        int q = _model.Alphabet.Count;
        new OneHotEncoder<float>(q, _length, 1, _length, missingFill: _model.Loaded.Layout.MissingFill).Encode(letters, 1, features);
    }

    /// <inheritdoc/>
    public VectorBatch CreateBatch(int capacity) => new Batch(_model.CreateBatch(capacity, _length), capacity, Width);

    /// <inheritdoc/>
    public void Predict(VectorBatch batch, Span<float> predictions)
    {
        ModelBatch inner = ((Batch)batch).Inner;
        inner.Rows = batch.Rows;
        if (!_ofLetters)
        {
            _model.Predict(inner, batch.Features.AsSpan(0, batch.Rows * Width), predictions);
            return;
        }

        for (int i = 0; i < batch.Rows * Width; i++) inner.Letters[i] = (byte)batch.Features[i];
        _model.Predict(inner, predictions);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The model is the caller's.
    }

    private sealed class Batch(ModelBatch inner, int capacity, int width) : VectorBatch(capacity, width)
    {
        public ModelBatch Inner => inner;

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
