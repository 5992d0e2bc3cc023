using System.Text.Encodings.Web;
using System.Text.Json;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Results;

/// <summary>Writes and reads <c>run.json</c>.</summary>
public static class RunRecordFile
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        // Lines end alike on every system, so that equal records are equal bytes.
        NewLine = "\n",
        // The file is no web page: R², µ and + stay as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a record as an indented JSON object, ending in a line feed.</summary>
    /// <param name="record">The facts.</param>
    /// <param name="stream">Where to write; left open.</param>
    public static void Write(RunRecord record, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(stream);
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            foreach (string key in record.Keys)
            {
                json.WritePropertyName(key);
                WriteValue(json, record.Get(key));
            }

            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    /// <summary>Reads a record.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="name">How an error names it, e.g. the path.</param>
    /// <exception cref="InputException">It is no flat JSON object; the message gives line and field.</exception>
    public static RunRecord Read(Stream stream, string name)
    {
        var record = new RunRecord(name);
        try
        {
            using JsonDocument document = JsonDocument.Parse(stream);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw Wrong(name, "it is not a JSON object.");
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (!RunRecord.IsSnakeCase(property.Name)) throw Wrong(name, $"the field \"{property.Name}\" is not snake_case.");
                object value = ReadValue(property.Value)
                    ?? throw Wrong(name, $"the field \"{property.Name}\" is neither a single value nor a list of texts or numbers.");
                record.Put(property.Name, value is DBNull ? null : value);
            }
        }
        catch (JsonException inner)
        {
            throw new InputException($"{name}, line {(inner.LineNumber ?? 0) + 1}: it is not JSON ({inner.Message}).", "bad-run-record", inner);
        }

        return record;
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case string text: json.WriteStringValue(text); break;
            case long number: json.WriteNumberValue(number); break;
            case double number: WriteNumber(json, number); break;
            case bool truth: json.WriteBooleanValue(truth); break;
            case string[] texts:
                json.WriteStartArray();
                foreach (string text in texts) json.WriteStringValue(text);
                json.WriteEndArray();
                break;
            case double[] numbers:
                json.WriteStartArray();
                foreach (double number in numbers) WriteNumber(json, number);
                json.WriteEndArray();
                break;
            default: json.WriteNullValue(); break;
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number)) json.WriteNumberValue(number);
        else json.WriteNullValue();
    }

    // DBNull stands for JSON's null, so that null can mean "not a value of a record".
    private static object? ReadValue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out long whole) ? (object)whole : value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => DBNull.Value,
        JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            => value.EnumerateArray().Select(item => item.GetString()!).ToArray(),
        JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind is JsonValueKind.Number or JsonValueKind.Null)
            => value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Null ? double.NaN : item.GetDouble()).ToArray(),
        _ => null,
    };

    private static InputException Wrong(string name, string what) => new($"{name}: {what}", "bad-run-record");
}
