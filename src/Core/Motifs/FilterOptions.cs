using System.Text.Json.Serialization;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>Above which activation a word belongs to a filter's motif.</summary>
public enum FilterThreshold
{
    /// <summary>mean + 0.5·(max − mean) of the filter's activations (Kelley, Snoek and Rinn 2016, Basset).</summary>
    Basset,

    /// <summary>0.5·max (Maslova et al. 2020, AI-TAC).</summary>
    AiTac,
}

/// <summary>How filters become motifs.</summary>
public sealed record FilterOptions
{
    /// <summary>Which published threshold.</summary>
    public FilterThreshold Threshold { get; init; }

    /// <summary>The least number of sites that make a motif.</summary>
    public int LeastSites { get; init; } = 10;

    /// <summary>Positions at a motif's ends of less information than this go, in bits.</summary>
    public double TrimBits { get; init; } = 0.2;

    /// <summary>The convolution, by node, output or activation; the first one when null.</summary>
    public string? Layer { get; init; }

    /// <summary>Known motifs of each filter in the table, at least.</summary>
    public int Annotations { get; init; } = 5;

    /// <summary>SHA-256 of the known motifs, so that a run with others is another run; null without any.</summary>
    public string? MotifsSha256 { get; init; }

    /// <summary>The known motifs as the text of a motif file, where they come with the request and not beside it; null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MotifText { get; init; }

    /// <summary>Reads a threshold's name.</summary>
    /// <param name="name"><c>basset</c> or <c>ai-tac</c>.</param>
    public static FilterThreshold ParseThreshold(string name) => name switch
    {
        "basset" => FilterThreshold.Basset,
        "ai-tac" => FilterThreshold.AiTac,
        _ => throw new InputException($"--threshold {name}: basset or ai-tac.", "bad-option"),
    };

    /// <summary>Throws where an option is out of range.</summary>
    /// <exception cref="InputException">Which one, and what is possible.</exception>
    public void Check()
    {
        if (LeastSites < 1) throw new InputException($"least sites {LeastSites}: 1 or more.", "bad-option");
        if (!(TrimBits is >= 0 and <= 10)) throw new InputException($"trim {TrimBits}: 0 to 10 bits.", "bad-option");
        if (Annotations < 1) throw new InputException($"annotations {Annotations}: 1 or more.", "bad-option");
    }

    /// <summary>The threshold of a filter.</summary>
    /// <param name="max">Its largest activation.</param>
    /// <param name="mean">Its mean activation.</param>
    public double Of(double max, double mean) => Threshold == FilterThreshold.Basset ? mean + 0.5 * (max - mean) : 0.5 * max;
}
