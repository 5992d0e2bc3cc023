using GenoXai.Api.Contracts;
using GenoXai.Core.Pipeline;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace GenoXai.Api;

/// <summary>What the OpenAPI document says beyond the handlers' signatures.</summary>
internal static class OpenApiDocument
{
    public static void AddGenoXai(this OpenApiOptions options)
    {
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "GenoXai",
                Version = RunIdentity.Version,
                Description = "Explains genomic sequence models. Every error is an RFC 9457 problem whose type is one of: "
                    + string.Join(", ", Problems.All.Select(static p => $"{Problems.TypePrefix}{p.Kind} ({p.Status})")) + "; other kinds are 400.",
            };
            // The sequence's name shares its own with the sketch's id in the path, so no handler parameter can stand for it.
            document.Paths["/api/sketches/{id}/explain"].Operations![HttpMethod.Get].Parameters!.Add(new OpenApiParameter
            {
                Name = SketchesApi.SequenceIdParameter,
                In = ParameterLocation.Query,
                Description = "The sequence's name in the answer.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
            RequestSchema.Complete(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(static (operation, _, _) =>
        {
            if (operation.RequestBody?.Content?.TryGetValue("multipart/form-data", out OpenApiMediaType? form) == true)
                form.Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string> { "model" },
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["model"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = "The ONNX file." },
                        ["manifest"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Its manifest.json." },
                    },
                };
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(static async (schema, context, cancellationToken) =>
        {
            if (context.JsonTypeInfo.Type == typeof(byte[])) schema.Format = "binary";
            if (context.JsonTypeInfo.Type != typeof(SequenceList)) return;
            OpenApiSchema item = await context.GetOrCreateSchemaAsync(typeof(SequenceItem), null, cancellationToken);
            schema.Description = "One FASTA text, or a list of id and sequence.";
            schema.OneOf =
            [
                new OpenApiSchema { Type = JsonSchemaType.String, Description = "FASTA" },
                new OpenApiSchema { Type = JsonSchemaType.Array, Items = item },
            ];
        });
    }
}
