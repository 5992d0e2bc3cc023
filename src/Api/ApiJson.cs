using System.Text.Json.Serialization;
using GenoXai.Api.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace GenoXai.Api;

/// <summary>Every shape that travels: camelCase, enums as text, unknown fields refused. No reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(ModelSummary))]
[JsonSerializable(typeof(IReadOnlyList<ModelSummary>))]
[JsonSerializable(typeof(ModelDetails))]
[JsonSerializable(typeof(RunSubmission))]
[JsonSerializable(typeof(RunEntry))]
[JsonSerializable(typeof(StoredTable))]
[JsonSerializable(typeof(RunStatus))]
[JsonSerializable(typeof(IReadOnlyList<RunStatus>))]
[JsonSerializable(typeof(SequenceItem))]
[JsonSerializable(typeof(SketchEntry))]
[JsonSerializable(typeof(SketchSummary))]
[JsonSerializable(typeof(IReadOnlyList<SketchSummary>))]
[JsonSerializable(typeof(SketchDetails))]
[JsonSerializable(typeof(SketchGlobal))]
[JsonSerializable(typeof(ExplainRequest))]
[JsonSerializable(typeof(ExplainResponse))]
[JsonSerializable(typeof(ExplainManyResponse))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
// The body of a file, as the OpenAPI document has it.
[JsonSerializable(typeof(byte[]))]
public sealed partial class ApiJson : JsonSerializerContext;
