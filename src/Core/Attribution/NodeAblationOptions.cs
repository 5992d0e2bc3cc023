using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>What an ablated node is set to.</summary>
public enum NodeAblationValue
{
    /// <summary>Its mean over all sequences and positions.</summary>
    Mean,

    /// <summary>Zero.</summary>
    Zero,
}

/// <summary>Which nodes are ablated, and how.</summary>
public sealed record NodeAblationOptions
{
    /// <summary>The tensor whose channels are the nodes; the activations of the first convolution when null.</summary>
    public string? Layer { get; init; }

    /// <summary>The axis of the channels, the rows' being 0; told by the graph when null.</summary>
    public int? Axis { get; init; }

    /// <summary>What a node is set to.</summary>
    public NodeAblationValue Replace { get; init; }

    /// <summary>Nodes of each sequence that are listed.</summary>
    public int Top { get; init; } = 5;

    /// <summary>Reads a value's name.</summary>
    /// <param name="name"><c>mean</c> or <c>zero</c>.</param>
    public static NodeAblationValue ParseValue(string name) => name switch
    {
        "mean" => NodeAblationValue.Mean,
        "zero" => NodeAblationValue.Zero,
        _ => throw new InputException($"--replace {name}: mean or zero.", "bad-option"),
    };

    /// <summary>Throws where an option is out of range.</summary>
    /// <exception cref="InputException">Which one, and what is possible.</exception>
    public void Check()
    {
        if (Axis < 1) throw new InputException($"axis {Axis}: 1 or more; axis 0 is that of sequences.", "bad-option");
        if (Top < 1) throw new InputException($"top {Top}: 1 or more.", "bad-option");
    }
}
