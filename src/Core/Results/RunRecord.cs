using GenoXai.Core.Sequences;

namespace GenoXai.Core.Results;

/// <summary>
/// What <c>run.json</c> says of a run: one flat list of named facts in the order they were set
/// (method, options, seed, model_sha256, sequences, model_rows, seconds, version, warnings and the
/// method's own figures). A value is a text, a whole number, a number, yes or no, or a list of
/// texts or of numbers.
/// </summary>
public sealed class RunRecord
{
    private readonly List<string> _keys = [];
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);
    private readonly string _name;

    /// <summary>Makes an empty record.</summary>
    public RunRecord()
        : this("run.json")
    {
    }

    internal RunRecord(string name) => _name = name;

    /// <summary>Names of the facts, in the order they were first set.</summary>
    public IReadOnlyList<string> Keys => _keys;

    /// <summary>Sets a text; null writes JSON's null.</summary>
    /// <param name="key">Name in snake_case.</param>
    /// <param name="value">The text.</param>
    public RunRecord Set(string key, string? value) => Put(key, value);

    /// <summary>Sets a whole number.</summary>
    /// <param name="key">Name in snake_case.</param>
    /// <param name="value">The number.</param>
    public RunRecord Set(string key, long value) => Put(key, value);

    /// <summary>Sets a number; one that is not finite is written as null.</summary>
    /// <param name="key">Name in snake_case.</param>
    /// <param name="value">The number.</param>
    public RunRecord Set(string key, double value) => Put(key, value);

    /// <summary>Sets yes or no.</summary>
    /// <param name="key">Name in snake_case.</param>
    /// <param name="value">Yes or no.</param>
    public RunRecord Set(string key, bool value) => Put(key, value);

    /// <summary>Sets a list of texts, e.g. <c>warnings</c>.</summary>
    /// <param name="key">Name in snake_case.</param>
    /// <param name="values">The texts.</param>
    public RunRecord Set(string key, IEnumerable<string> values) => Put(key, values.ToArray());

    /// <summary>Sets a list of numbers, e.g. <c>energy_by_order</c>.</summary>
    /// <param name="key">Name in snake_case.</param>
    /// <param name="values">The numbers; those that are not finite are written as null.</param>
    public RunRecord Set(string key, IEnumerable<double> values) => Put(key, values.ToArray());

    /// <summary>Whether a fact is there and not null.</summary>
    /// <param name="key">Its name.</param>
    public bool Has(string key) => _values.TryGetValue(key, out object? value) && value is not null;

    /// <summary>A text.</summary>
    /// <param name="key">Its name.</param>
    /// <exception cref="InputException">It is not there, or no text.</exception>
    public string GetString(string key) => Get(key) as string ?? throw Wrong(key, "a text");

    /// <summary>A whole number.</summary>
    /// <param name="key">Its name.</param>
    /// <exception cref="InputException">It is not there, or no whole number.</exception>
    public long GetInt64(string key) => Get(key) is long value ? value : throw Wrong(key, "a whole number");

    /// <summary>A number; not a number where the file says null.</summary>
    /// <param name="key">Its name.</param>
    /// <exception cref="InputException">It is not there, or no number.</exception>
    public double GetDouble(string key) => Get(key) switch
    {
        double value => value,
        long value => value,
        null => double.NaN,
        _ => throw Wrong(key, "a number"),
    };

    /// <summary>Yes or no.</summary>
    /// <param name="key">Its name.</param>
    /// <exception cref="InputException">It is not there, or something else.</exception>
    public bool GetBoolean(string key) => Get(key) is bool value ? value : throw Wrong(key, "true or false");

    /// <summary>A list of texts.</summary>
    /// <param name="key">Its name.</param>
    /// <exception cref="InputException">It is not there, or no list of texts.</exception>
    public IReadOnlyList<string> GetStrings(string key) => Get(key) switch
    {
        string[] values => values,
        double[] { Length: 0 } => [],
        _ => throw Wrong(key, "a list of texts"),
    };

    /// <summary>A list of numbers.</summary>
    /// <param name="key">Its name.</param>
    /// <exception cref="InputException">It is not there, or no list of numbers.</exception>
    public IReadOnlyList<double> GetDoubles(string key) => Get(key) switch
    {
        double[] values => values,
        string[] { Length: 0 } => [],
        _ => throw Wrong(key, "a list of numbers"),
    };

    /// <summary>The value as it is: null, string, long, double, bool, string[] or double[].</summary>
    /// <param name="key">Its name.</param>
    /// <exception cref="InputException">It is not there.</exception>
    public object? Get(string key) => _values.TryGetValue(key, out object? value)
        ? value
        : throw new InputException($"{_name}: \"{key}\" is missing; it holds {(_keys.Count > 0 ? string.Join(", ", _keys) : "nothing, so it is no record of a finished run")}.", "bad-run-record");

    internal RunRecord Put(string key, object? value)
    {
        if (!IsSnakeCase(key)) throw new ArgumentException($"\"{key}\" is not snake_case.", nameof(key));
        if (!_values.ContainsKey(key)) _keys.Add(key);
        _values[key] = value;
        return this;
    }

    internal static bool IsSnakeCase(string? key)
    {
        if (string.IsNullOrEmpty(key) || key[0] is not (>= 'a' and <= 'z')) return false;
        foreach (char letter in key)
            if (letter is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '_')) return false;
        return true;
    }

    private InputException Wrong(string key, string what) => new($"{_name}: \"{key}\" is not {what}.", "bad-run-record");
}
