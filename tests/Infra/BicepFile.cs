using System.Text.RegularExpressions;

namespace GenoXai.Tests.Infra;

/// <summary>As much of a Bicep file as wiring can be checked by: declarations, and which names its text uses.</summary>
internal sealed partial class BicepFile
{
    private readonly string _text;

    public BicepFile(string path)
    {
        Path = path;
        _text = Comment().Replace(File.ReadAllText(path), "");
        string[] lines = _text.Split('\n');
        for (int at = 0; at < lines.Length; at++)
        {
            if (Declaration().Match(lines[at]) is not { Success: true } found) continue;
            int first = at;
            while (first > 0 && lines[first - 1] is var before && (before.StartsWith('@') || before.StartsWith(']') || before.StartsWith("  '", StringComparison.Ordinal))) first--;
            Declarations.Add(new BicepDeclaration(
                found.Groups[1].Value, found.Groups[2].Value, found.Groups[3].Value.Trim(), string.Join('\n', lines[first..at]), Body(lines, at)));
        }
    }

    public string Path { get; }

    public string Text => _text;

    public List<BicepDeclaration> Declarations { get; } = [];

    public IEnumerable<BicepDeclaration> Parameters => Declarations.Where(static d => d.Keyword == "param");

    public IEnumerable<BicepDeclaration> Modules => Declarations.Where(static d => d.Keyword == "module");

    public IEnumerable<BicepDeclaration> Outputs => Declarations.Where(static d => d.Keyword == "output");

    /// <summary>Type and version of each resource.</summary>
    public IEnumerable<(string Type, string Version)> Resources => ResourceType().Matches(_text).Select(static m => (m.Groups[1].Value, m.Groups[2].Value));

    /// <summary>A declaration reaches to where its braces and brackets close.</summary>
    private static string Body(string[] lines, int first)
    {
        int depth = 0, last = first;
        for (int at = first; at < lines.Length; at++)
        {
            string bare = Quoted().Replace(lines[at], "''");
            depth += bare.Count(static c => c is '{' or '[' or '(') - bare.Count(static c => c is '}' or ']' or ')');
            last = at;
            if (depth <= 0) break;
        }

        return string.Join('\n', lines[first..(last + 1)]);
    }

    [GeneratedRegex(@"(?m)^\s*//.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(param|var|module|resource|output) (\w+)\s*(.*)$")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"'(Microsoft\.[\w./]+)@([\w-]+)'")]
    private static partial Regex ResourceType();

    [GeneratedRegex(@"'(?:[^'\\]|\\.)*'")]
    private static partial Regex Quoted();
}

/// <summary>One declaration.</summary>
/// <param name="Keyword">param, var, module, resource or output.</param>
/// <param name="Name">Its symbolic name.</param>
/// <param name="Rest">The rest of its first line.</param>
/// <param name="Decorators">The lines of decorators above it.</param>
/// <param name="Body">All its lines.</param>
internal sealed partial record BicepDeclaration(string Keyword, string Name, string Rest, string Decorators, string Body)
{
    public bool HasDefault => Rest.Contains('=', StringComparison.Ordinal);

    /// <summary>Path of a module, relative to the file.</summary>
    public string ModulePath => Quoted().Match(Rest).Groups[1].Value;

    /// <summary>Names of the values that a module is given.</summary>
    public IReadOnlyList<string> Given
    {
        get
        {
            Match start = Params().Match(Body);
            if (!start.Success) return [];
            string indent = start.Groups[1].Value + "  ";
            return [.. Body[(start.Index + start.Length)..].Split('\n').TakeWhile(line => line != start.Groups[1].Value + "}")
                .Where(line => line.StartsWith(indent, StringComparison.Ordinal) && line.Length > indent.Length && char.IsLetter(line[indent.Length]))
                .Select(line => line[indent.Length..line.IndexOf(':', StringComparison.Ordinal)])];
        }
    }

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?m)^( +)params: \{\n")]
    private static partial Regex Params();
}
