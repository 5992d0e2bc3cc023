using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>
/// The letters of one sequence as players against uniform letters: a position outside the coalition gets a random
/// letter, all equally likely (interventional SHAP), or one of those it may hold. Sequences with missing letters are refused.
/// </summary>
public sealed class SequenceGame : ICoalitionGame
{
    private readonly ISequenceModel _model;
    private readonly byte[] _letters;
    private readonly int[] _positions;
    private readonly AllowedLetters? _allowed;
    private readonly ulong _key;
    private readonly int _batchRows, _workers;

    /// <summary>Makes the game.</summary>
    /// <param name="model">A model of one target.</param>
    /// <param name="letters">Letter indices of the sequence, shape (L); none missing.</param>
    /// <param name="seed">Seed of the background; give each sequence one of its own, or the draws are shared.</param>
    /// <param name="batchRows">Rows of a batch; values do not depend on it beyond the runtime's last bits.</param>
    /// <param name="workers">Batches in work at once.</param>
    /// <param name="allowed">The letters that each position may hold: only positions with two or more are players. Null for every letter everywhere.</param>
    public SequenceGame(ISequenceModel model, byte[] letters, long seed, int batchRows = 256, int workers = 1, AllowedLetters? allowed = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(letters);
        if (model.Targets.Count != 1) throw new ArgumentException($"One target at a time; the model was opened with {model.Targets.Count}.", nameof(model));
        (_model, _letters, _batchRows, _workers, _allowed) = (model, letters, batchRows, workers, allowed);
        _key = SeededRandom.Key(seed, "shapley-background");
        _positions = allowed?.Free ?? [.. Enumerable.Range(0, letters.Length)];
        // With a position always drawn, the whole coalition has no one value, on which both estimators rely.
        if (letters.AsSpan().Contains(Alphabet.Missing)) throw new InputException("The sequence has missing letters: Shapley values are sampled only for sequences without them.", "bad-sequence");
        allowed?.Check(letters, "sequence");
    }

    /// <summary>The position of each player, ascending, shape (P).</summary>
    public IReadOnlyList<int> Positions => _positions;

    /// <inheritdoc/>
    public int Players => _positions.Length;

    /// <inheritdoc/>
    public bool FixedBackground => false;

    /// <summary>Figures of the players by position.</summary>
    /// <param name="players">A figure of each player, shape (P).</param>
    /// <returns>Shape (L).</returns>
    public double[] ByPosition(ReadOnlySpan<double> players)
    {
        var values = new double[_letters.Length];
        for (int i = 0; i < players.Length; i++) values[_positions[i]] = players[i];
        return values;
    }

    /// <inheritdoc/>
    public double[] Evaluate(CoalitionList coalitions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(coalitions);
        float[] predicted = RowPredictor.Predict(_model, new Rows(this, coalitions), _batchRows, _workers, null, cancellationToken);
        var values = new double[predicted.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(predicted[i])) throw new InputException($"The model predicts {predicted[i]} for a random row: Shapley values need finite predictions. Choose another target, or a transform of it.", "not-finite");
            values[i] = predicted[i];
        }

        return values;
    }

    private sealed class Rows(SequenceGame game, CoalitionList coalitions) : RowSource
    {
        public override int Count => coalitions.Count;

        public override int LengthOf(int row) => game._letters.Length;

        public override int RunEnd(int row) => Count;

        public override void Fill(int first, int count, Span<byte> letters)
        {
            int length = game._letters.Length, q = game._model.Alphabet.Count;
            for (int i = 0; i < count; i++)
            {
                Span<byte> row = letters.Slice(i * length, length);
                var random = SeededRandom.At(game._key, coalitions.Draws[first + i]);
                if (game._allowed is { } allowed) Draw(allowed, ref random, row);
                else
                    for (int position = 0; position < length; position++) row[position] = (byte)random.NextInt(q);
                ReadOnlySpan<byte> members = coalitions.Row(first + i);
                for (int player = 0; player < members.Length; player++)
                    if (members[player] != 0) row[game._positions[player]] = game._letters[game._positions[player]];
            }
        }

        private void Draw(AllowedLetters allowed, ref SeededRandom random, Span<byte> row)
        {
            game._letters.CopyTo(row);
            for (int f = 0; f < allowed.Free.Length; f++) row[allowed.Free[f]] = allowed.LetterOf(f, random.NextInt(allowed.Counts[f]));
        }
    }
}
