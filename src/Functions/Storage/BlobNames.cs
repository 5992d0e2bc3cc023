using GenoXai.Core.Sequences;

namespace GenoXai.Functions.Storage;

/// <summary>Which names a blob may have. A name from outside is never taken for more than a name.</summary>
internal static class BlobNames
{
    /// <summary>Longest name the service takes, in characters.</summary>
    public const int MostLetters = 1024;

    /// <summary>A name that is safe, or an error that says what is wrong with it.</summary>
    /// <param name="name">The name: parts between slashes.</param>
    /// <exception cref="InputException">It is too long, climbs out of its folder, or has characters that services and tools read differently.</exception>
    public static string Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Problem(name) is { } problem ? throw new InputException($"name \"{Shown(name)}\": {problem}.", "bad-name") : name;
    }

    private static string? Problem(string name)
    {
        if (name.Length is 0 or > MostLetters) return $"1 to {MostLetters} characters are possible";
        if (name.Contains('\\', StringComparison.Ordinal)) return "a backslash is not allowed";
        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsControl(name[i])) return $"a control character stands at position {i}";
            if (!char.IsSurrogate(name[i])) continue;
            if (i + 1 < name.Length && char.IsSurrogatePair(name[i], name[i + 1])) i++;
            else return $"half a character stands at position {i}";
        }

        foreach (string part in name.Split('/'))
        {
            if (part.Length == 0) return "a part between slashes is empty";
            if (part is "." or ".." || part.EndsWith('.')) return "a part between slashes ends in a dot";
        }

        return null;
    }

    /// <summary>For a message or a log: short, and nothing that a terminal would obey.</summary>
    private static string Shown(string name) =>
        string.Concat(name.Take(80).Select(static c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)) + (name.Length > 80 ? "…" : "");
}
