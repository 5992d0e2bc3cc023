using System.Text.Json;
using System.Text.Json.Serialization;

namespace GenoXai.Api.Contracts;

/// <summary>A sequence and its name.</summary>
/// <param name="Id">The name, without blanks.</param>
/// <param name="Sequence">The letters.</param>
public sealed record SequenceItem(string? Id, string? Sequence);

/// <summary>Two sequences that are compared.</summary>
/// <param name="Id">Name of the pair, without blanks.</param>
/// <param name="Reference">Letters of the one.</param>
/// <param name="Alternative">Letters of the other.</param>
/// <param name="Measured">What was measured of the pair, in the units of the option <c>measured</c>; null for nothing.</param>
public sealed record PairItem(string? Id, string? Reference, string? Alternative, double? Measured = null);

/// <summary>Sequences as a client may send them: one FASTA text, or a list of id and sequence.</summary>
[JsonConverter(typeof(SequenceListConverter))]
public sealed record SequenceList
{
    /// <summary>FASTA text, when that was sent.</summary>
    public string? Fasta { get; init; }

    /// <summary>The list, when that was sent.</summary>
    public IReadOnlyList<SequenceItem>? Items { get; init; }
}

internal sealed class SequenceListConverter : JsonConverter<SequenceList>
{
    public override SequenceList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return new SequenceList { Fasta = reader.GetString() };
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("sequences are a FASTA text, or a list of {\"id\", \"sequence\"}.");
        var items = new List<SequenceItem>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(JsonSerializer.Deserialize(ref reader, ApiJson.Default.SequenceItem) ?? throw new JsonException("a sequence is {\"id\", \"sequence\"}, not null."));
        return new SequenceList { Items = items };
    }

    public override void Write(Utf8JsonWriter writer, SequenceList value, JsonSerializerOptions options)
    {
        if (value.Items is null)
        {
            writer.WriteStringValue(value.Fasta);
            return;
        }

        writer.WriteStartArray();
        foreach (SequenceItem item in value.Items) JsonSerializer.Serialize(writer, item, ApiJson.Default.SequenceItem);
        writer.WriteEndArray();
    }
}
