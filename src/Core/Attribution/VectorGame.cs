using GenoXai.Core.Numerics;

namespace GenoXai.Core.Attribution;

/// <summary>Answers to rows of numbers.</summary>
/// <param name="inputs">Shape (rows, D), row-major.</param>
/// <param name="rows">Number of rows.</param>
/// <returns>Shape (rows).</returns>
public delegate double[] VectorModel(float[] inputs, int rows);

/// <summary>The entries of one float vector as players against background rows, each equally likely.</summary>
public sealed class VectorGame : ICoalitionGame
{
    private const int BlockCells = 1 << 22;
    private readonly VectorModel _model;
    private readonly float[] _input, _background;
    private readonly ulong _key;
    private readonly int _backgroundRows;

    /// <summary>Makes the game.</summary>
    /// <param name="model">The model.</param>
    /// <param name="input">The vector to explain, shape (D).</param>
    /// <param name="background">Background rows, shape (rows, D), row-major; one is enough.</param>
    /// <param name="seed">Seed of the background's draws.</param>
    public VectorGame(VectorModel model, float[] input, float[] background, long seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(background);
        if (input.Length == 0 || background.Length == 0 || background.Length % input.Length != 0)
            throw new ArgumentException($"{background.Length} background numbers are not rows of {input.Length}.", nameof(background));
        (_model, _input, _background, _backgroundRows) = (model, input, background, background.Length / input.Length);
        _key = SeededRandom.Key(seed, "shapley-background");
    }

    /// <inheritdoc/>
    public int Players => _input.Length;

    /// <inheritdoc/>
    public bool FixedBackground => _backgroundRows == 1;

    /// <inheritdoc/>
    public double[] Evaluate(CoalitionList coalitions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(coalitions);
        var values = new double[coalitions.Count];
        int block = Math.Max(1, BlockCells / Players);
        for (int first = 0; first < values.Length; first += block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(block, values.Length - first);
            var inputs = new float[count * Players];
            for (int i = 0; i < count; i++) Fill(coalitions, first + i, inputs.AsSpan(i * Players, Players));
            _model(inputs, count).AsSpan(0, count).CopyTo(values.AsSpan(first));
        }

        return values;
    }

    private void Fill(CoalitionList coalitions, int row, Span<float> input)
    {
        var random = SeededRandom.At(_key, coalitions.Draws[row]);
        int drawn = _backgroundRows == 1 ? 0 : random.NextInt(_backgroundRows);
        ReadOnlySpan<float> background = _background.AsSpan(drawn * Players, Players);
        ReadOnlySpan<byte> members = coalitions.Row(row);
        for (int i = 0; i < input.Length; i++) input[i] = members[i] != 0 ? _input[i] : background[i];
    }
}
