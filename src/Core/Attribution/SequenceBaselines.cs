using GenoXai.Core.Encoding;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>What each sequence is compared with: columns of zeros or 1/q, dinucleotide shuffles of it, or given sequences.</summary>
public sealed class SequenceBaselines
{
    private readonly AttributionOptions _options;
    private readonly int _letterCount;
    private readonly double _missingFill;
    private readonly long _seed;
    private readonly byte[][] _given;

    /// <summary>Prepares the baselines.</summary>
    /// <param name="options">Which ones.</param>
    /// <param name="alphabet">The model's letters.</param>
    /// <param name="missingFill">What a missing letter's column holds.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="InputException">A given baseline has a letter that is none.</exception>
    public SequenceBaselines(AttributionOptions options, Alphabet alphabet, double missingFill, long seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(alphabet);
        (_options, _letterCount, _missingFill, _seed) = (options, alphabet.Count, missingFill, seed);
        _given = [.. options.Given.Select((text, i) => alphabet.Parse(text, $"baseline {i + 1}"))];
    }

    /// <summary>Baselines of each sequence.</summary>
    public int Count => _options.BaselineCount;

    /// <summary>Throws unless a sequence can be compared.</summary>
    /// <param name="options">Which baselines.</param>
    /// <param name="sequence">The sequence.</param>
    /// <param name="where">How the message names it.</param>
    /// <exception cref="InputException">A given baseline has another length.</exception>
    public static void Check(AttributionOptions options, NamedSequence sequence, string where)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sequence);
        if (!options.HasBaselines || options.BaselineInForce != BaselineKind.Given) return;
        int other = options.Given.ToList().FindIndex(g => g.Length != sequence.Length);
        if (other >= 0)
            throw new InputException($"{where}: {sequence.Length} letters, but baseline {other + 1} has {options.Given[other].Length}. Give baselines of the sequences' length.", "bad-option");
    }

    /// <summary>Letters of a shuffle.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="index">Which shuffle.</param>
    public byte[] Shuffle(NamedSequence sequence, int index)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        SeededRandom random = SequenceStream.Of(_seed, "dinucleotide-shuffle", sequence, index);
        return DinucleotideShuffle.Of(sequence.Letters, _letterCount, ref random);
    }

    /// <summary>Whether every shuffle of a sequence is the sequence itself, as of a homopolymer.</summary>
    /// <param name="sequence">The sequence.</param>
    public bool IsOwnBaseline(NamedSequence sequence) =>
        _options.BaselineInForce == BaselineKind.Shuffled && Enumerable.Range(0, Count).All(i => Shuffle(sequence, i).AsSpan().SequenceEqual(sequence.Letters));

    /// <summary>Writes a baseline.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    /// <param name="point">Shape (q, L).</param>
    public void Write(NamedSequence sequence, int index, Span<float> point)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        switch (_options.BaselineInForce)
        {
            case BaselineKind.Zeros:
                point.Clear();
                break;
            case BaselineKind.Uniform:
                point.Fill(1f / _letterCount);
                break;
            case BaselineKind.Shuffled:
                OneHotPoint.Write(Shuffle(sequence, index), _letterCount, _missingFill, point);
                break;
            default:
                OneHotPoint.Write(_given[index], _letterCount, _missingFill, point);
                break;
        }
    }
}
