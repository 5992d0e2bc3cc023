namespace GenoXai.Core.Attribution;

/// <summary>
/// A game over the parts of one input: a coalition's value is the model's answer when its members keep their own
/// value and all others come from the background. What a player is (a letter, a number) is the game's own matter.
/// </summary>
public interface ICoalitionGame
{
    /// <summary>Number of players, 1 or more.</summary>
    int Players { get; }

    /// <summary>Whether all draws of the background are the same, so that a coalition never needs to be asked twice.</summary>
    bool FixedBackground { get; }

    /// <summary>The model's answers, one row each.</summary>
    /// <param name="coalitions">The coalitions with their draws of the background.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>Shape (rows), in units of the target; the same however the rows are split into batches.</returns>
    double[] Evaluate(CoalitionList coalitions, CancellationToken cancellationToken = default);
}
