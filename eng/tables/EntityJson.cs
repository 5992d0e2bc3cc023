using System.Globalization;
using System.Text.Json;

namespace Azure.Data.Tables;

/// <summary>Entities as the Table service writes them.</summary>
internal static class EntityJson
{
    private const string ETagName = "odata.etag", TypeSuffix = "@odata.type", Binary = "Edm.Binary";

    public static byte[] Write(ITableEntity entity)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach ((string name, object value) in (TableEntity)entity)
            {
                switch (value)
                {
                    case string text:
                        json.WriteString(name, text);
                        break;
                    case byte[] binary:
                        json.WriteString(name + TypeSuffix, Binary);
                        json.WriteBase64String(name, binary);
                        break;
                    default:
                        throw new NotSupportedException($"{name}: the stand-in knows texts and bytes only.");
                }
            }

            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    public static TableEntity Read(JsonElement json, string? etag)
    {
        var entity = new TableEntity();
        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (property.Name == ETagName) etag = property.Value.GetString();
            else if (property.Name == nameof(ITableEntity.Timestamp)) entity.Timestamp = DateTimeOffset.Parse(property.Value.GetString()!, CultureInfo.InvariantCulture);
            else if (property.Name.StartsWith("odata.", StringComparison.Ordinal) || property.Name.EndsWith(TypeSuffix, StringComparison.Ordinal)) continue;
            else entity[property.Name] = IsBinary(json, property.Name) ? property.Value.GetBytesFromBase64() : property.Value.GetString()!;
        }

        entity.ETag = new ETag(etag!);
        return entity;
    }

    private static bool IsBinary(JsonElement json, string name) => json.TryGetProperty(name + TypeSuffix, out JsonElement type) && type.GetString() == Binary;
}
