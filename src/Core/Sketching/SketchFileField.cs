using System.Text.Json;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sketching;

/// <summary>One field of a sketch file's header, which knows its path so that every error names it.</summary>
internal readonly struct SketchFileField(JsonElement element, string path, string file)
{
    public string File => file;

    public SketchFileField this[string name]
    {
        get
        {
            string inner = path.Length == 0 ? name : $"{path}.{name}";
            if (element.ValueKind != JsonValueKind.Object) throw Wrong("an object");
            return element.TryGetProperty(name, out JsonElement value)
                ? new SketchFileField(value, inner, file)
                : throw Fail(file, $"its header lacks the field \"{inner}\"");
        }
    }

    /// <summary>A field that older files lack.</summary>
    public SketchFileField? Optional(string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out _) ? this[name] : null;

    public bool Has(string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out _);

    public static InputException Fail(string file, string what, Exception? cause = null) =>
        new($"{file}: {what}. The checksum is right, so the program that wrote it is at fault; make the sketch again with this version.", "bad-sketch", cause);

    public InputException Wrong(string expected) => Fail(file, $"its header field \"{path}\" is not {expected}");

    public string Text() => TextOrNull() ?? throw Wrong("a text");

    public string? TextOrNull() => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Null => null,
        _ => throw Wrong("a text"),
    };

    public double Number() => NumberOrNull() ?? throw Wrong("a number");

    public double? NumberOrNull()
    {
        if (element.ValueKind == JsonValueKind.Null) return null;
        return element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out double value) && double.IsFinite(value)
            ? value
            : throw Wrong("a finite number");
    }

    public long Integer(long least) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long value) && value >= least
            ? value
            : throw Wrong(least == long.MinValue ? "a whole number" : $"a whole number of at least {least}");

    public int Count(int least) => Integer(least) is long value and <= int.MaxValue ? (int)value : throw Wrong("below 2,147,483,648");

    public List<SketchFileField> Items()
    {
        if (element.ValueKind != JsonValueKind.Array) throw Wrong("a list");
        var items = new List<SketchFileField>();
        foreach (JsonElement item in element.EnumerateArray()) items.Add(new SketchFileField(item, $"{path}[{items.Count}]", file));
        return items;
    }

    public Dictionary<string, string> Texts()
    {
        if (element.ValueKind != JsonValueKind.Object) throw Wrong("an object");
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty property in element.EnumerateObject())
            texts[property.Name] = new SketchFileField(property.Value, $"{path}.{property.Name}", file).Text();
        return texts;
    }
}
