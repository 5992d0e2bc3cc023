using System.Text.Json.Serialization;

namespace GenoXai.Local.Commands;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ModelSummary))]
internal sealed partial class LocalJson : JsonSerializerContext;
