using GenoXai.Core.Attribution;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Results.Comparison;

/// <summary>
/// The explanations of a finished run, read sequence by sequence from its NPZ. Importance of a position: of ISM and
/// Taylor ISM the mean effect on the observed letter, of an attribution the value at the observed letter (where there
/// are hypothetical contributions, that of these), of occlusion its value, of a query φ, of SensX the score.
/// </summary>
public sealed class ExplanationFile : IDisposable
{
    /// <summary>Methods whose runs hold an importance for each position.</summary>
    public static readonly IReadOnlyList<string> Methods = ["ism", "taylor", "attribute", "occlusion", "query", "sensx"];

    private readonly NpzReader _npz;
    private readonly NpyReader _values;
    private readonly NpyReader? _oneHot;
    private readonly string[] _ids;
    private readonly int[]? _lengths;
    private readonly int _targets, _target, _width;
    private readonly float[] _floats;
    private readonly double[] _doubles;
    private readonly byte[] _hot;
    private int _next;

    private ExplanationFile(string name, string method, RunRecord record, NpzReader npz, string? target)
    {
        (Name, Method, _npz) = (name, method, npz);
        string array = method switch { "query" => "phi", "sensx" => "score", _ => npz.Names.Contains("hypothetical") ? "hypothetical" : "values" };
        _values = npz.Open(array);
        _oneHot = npz.Names.Contains("one_hot") ? npz.Open("one_hot") : null;
        _ids = npz.ReadText("ids").Values;
        _lengths = npz.Names.Contains("lengths") ? npz.Read<int>("lengths").Values : null;
        IReadOnlyList<string> targets = npz.Names.Contains("targets") ? npz.ReadText("targets").Values : record.GetStrings("targets");
        _targets = npz.Names.Contains("targets") ? targets.Count : 1;
        _target = TargetOf(targets, target);
        Target = targets.Count > 0 ? targets[_target] : "";
        long[] shape = _values.Header.Shape, hot = _oneHot?.Header.Shape ?? [];
        HasMaps = method is "ism" or "taylor" or "attribute";
        int axes = (HasMaps ? 3 : 2) + (_targets > 1 ? 1 : 0);
        if (shape.Length != axes || shape[0] != _ids.Length || (_targets > 1 && shape[1] != _targets) || (HasMaps && _oneHot is null) || _values.Header.FortranOrder)
            throw new InputException($"{name}: the array \"{array}\" of shape {_values.Header.ShapeText} is not that of {_ids.Length} sequences explained by {method}.", "bad-array");
        (LetterCount, _width) = (HasMaps ? checked((int)shape[^2]) : 0, checked((int)shape[^1]));
        if (_oneHot is not null && (hot.Length != 3 || hot[0] != _ids.Length || hot[2] != _width || _oneHot.Header.FortranOrder))
            throw new InputException($"{name}: \"one_hot\" of shape {_oneHot.Header.ShapeText} does not fit \"{array}\" of shape {_values.Header.ShapeText}.", "bad-array");
        Alphabet = record.Has("alphabet") ? record.GetString("alphabet") : null;
        IsUnsigned = method == "sensx" || (record.Has("attribution") && record.GetString("attribution") == AttributionNames.Of(AttributionMethod.AbsoluteGradient));
        _floats = new float[HasMaps ? _targets * LetterCount * _width : 0];
        _doubles = new double[HasMaps ? 0 : _targets * _width];
        _hot = new byte[_oneHot is null ? 0 : checked((int)(hot[1] * _width))];
    }

    /// <summary>How it is called in tables and pictures.</summary>
    public string Name { get; }

    /// <summary>The run's method.</summary>
    public string Method { get; }

    /// <summary>The target that is read.</summary>
    public string Target { get; }

    /// <summary>The letters in the model's order; null where the run does not say.</summary>
    public string? Alphabet { get; }

    /// <summary>Number of sequences, N.</summary>
    public int Count => _ids.Length;

    /// <summary>The sequences' ids.</summary>
    public IReadOnlyList<string> Ids => _ids;

    /// <summary>q of the maps; 0 without.</summary>
    public int LetterCount { get; }

    /// <summary>Whether there is a map (q, L) of each sequence.</summary>
    public bool HasMaps { get; }

    /// <summary>Whether maps are effects of substitutions, which say nothing at the observed letter.</summary>
    public bool HasSubstitutions => Method is "ism" or "taylor";

    /// <summary>Whether importances have no sign.</summary>
    public bool IsUnsigned { get; }

    /// <summary>Opens a run's arrays.</summary>
    /// <param name="name">How it is called.</param>
    /// <param name="record">The run's record.</param>
    /// <param name="npz">Its NPZ; closed with this.</param>
    /// <param name="target">Which of several targets; null for the first.</param>
    /// <exception cref="InputException">The method explains no positions, the target is not there, or the arrays do not fit.</exception>
    public static ExplanationFile Open(string name, RunRecord record, Stream npz, string? target = null)
    {
        ArgumentNullException.ThrowIfNull(record);
        string method = record.GetString("method");
        if (!Methods.Contains(method))
        {
            npz.Dispose();
            throw new InputException($"{name}: a run of {method} has no importance for each position; runs of {string.Join(", ", Methods)} have.", "bad-option");
        }

        var reader = new NpzReader(npz, name);
        try
        {
            return new ExplanationFile(name, method, record, reader, target);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>The next sequence; null at the end.</summary>
    public ExplainedSequence? Read()
    {
        if (_next == _ids.Length) return null;
        int length = _lengths?[_next] ?? _width;
        byte[]? letters = ReadLetters(length);
        string id = _ids[_next++];
        if (!HasMaps)
        {
            _values.Read(_doubles.AsSpan());
            return new ExplainedSequence { Id = id, Importance = _doubles.AsSpan(_target * _width, length).ToArray(), Letters = letters };
        }

        _values.Read(_floats.AsSpan());
        var map = new float[LetterCount * length];
        for (int letter = 0; letter < LetterCount; letter++)
            _floats.AsSpan((_target * LetterCount + letter) * _width, length).CopyTo(map.AsSpan(letter * length));
        return new ExplainedSequence { Id = id, Importance = ImportanceOf(id, letters!, map), Map = map, Letters = letters };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _values.Dispose();
        _oneHot?.Dispose();
        _npz.Dispose();
    }

    private int TargetOf(IReadOnlyList<string> targets, string? target)
    {
        if (target is null) return 0;
        for (int i = 0; i < targets.Count; i++)
            if (targets[i] == target) return i;
        throw new InputException($"{Name}: has no target \"{target}\"; it has {string.Join(", ", targets)}.", "bad-target");
    }

    private byte[]? ReadLetters(int length)
    {
        if (_oneHot is null) return null;
        _oneHot.Read(_hot.AsSpan());
        var letters = new byte[length];
        letters.AsSpan().Fill(Sequences.Alphabet.Missing);
        for (int letter = 0; letter < _hot.Length / _width; letter++)
            for (int position = 0; position < length; position++)
                if (_hot[letter * _width + position] != 0) letters[position] = (byte)letter;
        return letters;
    }

    private double[] ImportanceOf(string id, byte[] letters, float[] map)
    {
        var importance = new double[letters.Length];
        if (HasSubstitutions)
        {
            var mean = new float[letters.Length];
            SaturationMutagenesis.MeanEffect(new NamedSequence(id, letters), map, LetterCount, mean);
            for (int l = 0; l < mean.Length; l++) importance[l] = mean[l];
            return importance;
        }

        for (int l = 0; l < letters.Length; l++)
            importance[l] = letters[l] == Sequences.Alphabet.Missing ? double.NaN : map[letters[l] * letters.Length + l];
        return importance;
    }
}
