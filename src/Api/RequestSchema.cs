using System.Globalization;
using System.Text.Json.Nodes;
using GenoXai.Core.Attribution;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Querying;
using Microsoft.OpenApi;
using Document = Microsoft.OpenApi.OpenApiDocument;

namespace GenoXai.Api;

/// <summary>
/// What the OpenAPI document says of the bodies that are read and the contracts' types do not: what must be there, that
/// an unknown field is refused, the words that a text may be and the limits of a number. The parsers decide; a test holds both together.
/// </summary>
internal static class RequestSchema
{
    private const string Submission = "RunSubmission", Options = "RunSubmissionOptions", Explain = "ExplainRequest";

    /// <summary>Fields without which a body is refused.</summary>
    private static readonly Dictionary<string, string[]> Needed = new()
    {
        [Submission] = ["method"],
        [Options] = [],
        ["FeatureData"] = [],
        ["SequenceItem"] = ["sequence"],
        ["PairItem"] = ["id", "reference", "alternative"],
        [Explain] = ["sequences"],
    };

    /// <summary>The words that a text may be. Of an option of several methods, all of them.</summary>
    public static IReadOnlyList<(string Schema, string Field, IReadOnlyList<string> Words)> Words { get; } =
    [
        (Submission, "method", RunSubmissionParser.MethodNames),
        (Options, "provider", ["cpu", "cuda"]),
        (Options, "attribution", AttributionNames.Methods),
        (Options, "baseline", ["zeros", "uniform", "shuffled", "given"]),
        (Options, "interactions", ["second-order", "hessian", "dfim"]),
        (Options, "statistic", ["max", "sum"]),
        (Options, "motifScore", ["best", "hits"]),
        (Options, "filterThreshold", ["basset", "ai-tac"]),
        (Options, "replace", ["mean", "zero"]),
        (Options, "fill", ["zeros", "uniform", "composition", "shuffle"]),
        (Options, "edit", ["destroy", "delete", "insert"]),
        (Options, "by", ["shuffle", "dinucleotide", "lowest"]),
        (Options, "aggregate", ["max", "mean", "rollout"]),
        (Options, "effect", ["difference", "log2-ratio", "logit-difference"]),
        (Options, "explanation", ["ism", "taylor", "occlusion", .. AttributionNames.Methods]),
        (Options, "draw", ["gaussian", "permutation"]),
        (Options, "decoder", ["hybrid", "ridge", "qsft", "paper"]),
        (Options, "delays", ["coded", "identity"]),
        (Options, "sequenceFeatures", ["substitutions", "positions", "channels"]),
        (Options, "inputs", ["rows", "columns"]),
        (Options, "grid", ["linear", "geometric"]),
        (Options, "output", ["auto", "probability", "number"]),
        (Explain, "index", InteractionIndex.Names),
    ];

    /// <summary>The limits of a number, where every method that takes it has the same; an open end is not itself possible.</summary>
    public static IReadOnlyList<(string Schema, string Field, double? Least, bool OpenLeast, double? Most, bool OpenMost)> Limits { get; } =
    [
        (Options, "batch", 1, false, ChunkSizes.Limit, false),
        (Options, "chunkRows", 1, false, ChunkSizes.Limit, false),
        (Options, "check", 0, false, null, false),
        (Options, "pictures", 0, false, 10_000, false),
        (Options, "budget", 1, false, null, false),
        (Options, "targetR2", 0, true, 1, true),
        (Options, "noiseSd", 0, false, null, false),
        (Options, "nodes", 1, false, AttributionOptions.MostNodes, false),
        (Options, "completeness", 0, true, null, false),
        (Options, "noise", 0, true, null, false),
        (Options, "pairUnits", 0, false, 50, false),
        (Options, "testShare", .05, false, .5, false),
        (Options, "folds", 2, false, 20, false),
        (Options, "steps", 1, false, 100, false),
        (Options, "limit", 0, true, 1, false),
        (Options, "topShare", 0, true, 1, false),
        (Options, "random", 1, false, 1000, false),
        (Options, "copies", 1, false, 1000, false),
        (Options, "fdr", 0, true, 1, true),
        (Options, "minSeqlets", 2, false, null, false),
        (Options, "similarity", 0, true, 1, true),
        (Options, "merge", 0, true, 1, false),
        (Options, "mostCompared", 2, false, null, false),
        (Options, "walks", 1, false, 1_000_000, false),
        (Options, "delta", 0, true, 1, false),
        (Options, "tau", 0, true, 1, true),
        (Options, "curveSamples", 0, false, 1_000_000, false),
    ];

    /// <summary>Adds it all.</summary>
    /// <param name="document">With the schemas of the contracts.</param>
    public static void Complete(Document document)
    {
        foreach ((string name, string[] fields) in Needed)
        {
            OpenApiSchema schema = Of(document, name);
            schema.AdditionalPropertiesAllowed = false;
            schema.Required = new HashSet<string>(fields);
            foreach (string field in fields)
            {
                // What is needed may not be null.
                if (schema.Properties![field] is not OpenApiSchema property) continue;
                if (property.Type is { } type) property.Type = type & ~JsonSchemaType.Null;
                else if (property.OneOf is [_, var real]) schema.Properties[field] = real;
            }
        }

        foreach ((string name, string field, IReadOnlyList<string> words) in Words)
        {
            var property = (OpenApiSchema)Of(document, name).Properties![field];
            property.Type = JsonSchemaType.String;
            property.Enum = [.. words.Select(static w => (JsonNode)w)];
        }

        foreach ((string name, string field, double? least, bool openLeast, double? most, bool openMost) in Limits)
        {
            var property = (OpenApiSchema)Of(document, name).Properties![field];
            if (openLeast) property.ExclusiveMinimum = Text(least);
            else property.Minimum = Text(least);
            if (openMost) property.ExclusiveMaximum = Text(most);
            else property.Maximum = Text(most);
        }

        OpenApiOperation explain = document.Paths["/api/sketches/{id}/explain"].Operations![HttpMethod.Get];
        ((OpenApiParameter)explain.Parameters!.First(static p => p.Name == "sequence")).Required = true;
        ((OpenApiSchema)explain.Parameters!.First(static p => p.Name == "index").Schema!).Enum = [.. InteractionIndex.Names.Select(static w => (JsonNode)w)];
        Of(document, "ProblemDetails").Properties!["errors"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object | JsonSchemaType.Null,
            Description = "Of a run that is refused: what is wrong, by field.",
            AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
        };
    }

    private static OpenApiSchema Of(Document document, string name) => (OpenApiSchema)document.Components!.Schemas![name];

    private static string? Text(double? number) => number?.ToString(CultureInfo.InvariantCulture);
}
