using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>What of a sequence's attention lies in a chunk, and where.</summary>
internal sealed class AttentionLayout
{
    private readonly AttentionOptions _options;
    private readonly OnnxAttentionModel _model;

    public AttentionLayout(AttentionOptions options, OnnxAttentionModel model)
    {
        options.Check(model.Layers.Count);
        (_options, _model) = (options, model);
        Heads = [.. model.Layers.Select(static l => l.Heads)];
        Layers = options.Layers.Count > 0 ? [.. options.Layers.Order()] : [.. Enumerable.Range(0, model.Layers.Count)];
    }

    /// <summary>Heads of each of the model's layers.</summary>
    public int[] Heads { get; }

    /// <summary>Numbers of the layers that count.</summary>
    public int[] Layers { get; }

    public int SizeOf(NamedSequence sequence)
    {
        int tokens = _model.TokensOf(sequence.Length), matrices = 1 + Layers.Length + (_options.KeepAll ? _model.MapCount : 0);
        if (_options.Shuffles > 0) matrices += 2 + _options.Backgrounds;
        return checked(matrices * tokens * tokens + _options.Shuffles);
    }

    /// <summary>The parts of a sequence's numbers.</summary>
    public AttentionResult Of(NamedSequence sequence, Memory<float> data) => new(sequence, _model.TokensOf(sequence.Length), data, _options, Layers.Length, _model.MapCount);
}

/// <summary>The attention of one sequence: every matrix of shape (T, T).</summary>
internal sealed class AttentionResult
{
    private readonly Memory<float> _data;
    private readonly AttentionOptions _options;
    private readonly int _layers, _maps, _size;

    public AttentionResult(NamedSequence sequence, int tokens, Memory<float> data, AttentionOptions options, int layers, int maps)
    {
        (Sequence, Tokens, _data, _options, _layers, _size) = (sequence, tokens, data, options, layers, tokens * tokens);
        _maps = options.KeepAll ? maps : 0;
    }

    public NamedSequence Sequence { get; }

    public int Tokens { get; }

    /// <summary>Layers and heads joined.</summary>
    public Memory<float> Joined => _data[.._size];

    /// <summary>Mean over heads of a layer that counts.</summary>
    public Memory<float> Layer(int layer) => _data.Slice((1 + layer) * _size, _size);

    /// <summary>Every layer and head; only where all are kept.</summary>
    public Memory<float> Maps => _data.Slice((1 + _layers) * _size, _maps * _size);

    /// <summary>As <see cref="AttentionBackground.Reached"/>.</summary>
    public Memory<float> Reached => _data.Slice((1 + _layers + _maps) * _size, _size);

    public Memory<float> BackgroundMean => _data.Slice((2 + _layers + _maps) * _size, _size);

    /// <summary>The joined matrix of one of the kept shuffles.</summary>
    public Memory<float> Background(int index) => _data.Slice((3 + index + _layers + _maps) * _size, _size);

    /// <summary>As <see cref="AttentionBackground.Largest"/>.</summary>
    public Memory<float> Largest => _data[^_options.Shuffles..];
}
