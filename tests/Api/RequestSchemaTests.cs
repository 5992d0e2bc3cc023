using System.Globalization;
using System.Text.Json.Nodes;
using GenoXai.Api;
using GenoXai.Api.Contracts;

namespace GenoXai.Tests.Api;

/// <summary>The OpenAPI document says of a request what the server does with it.</summary>
public sealed class RequestSchemaTests
{
    private const string Motifs = "\"motifs\":\">m\\nA [ 9 0 0 0 ]\\nC [ 0 9 0 0 ]\\nG [ 0 0 9 0 ]\\nT [ 0 0 0 9 ]\\n\"";

    [Fact]
    public async Task Document_SaysWhatIsNeededAndThatUnknownFieldsAndTextsForNumbersAreRefused()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        JsonObject schemas = (await server.GetAsync("/openapi/v1.json")).Json["components"]!["schemas"]!.AsObject();
        Assert.DoesNotContain("\"integer\",\"string\"", schemas.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"number\",\"string\"", schemas.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("integer", (string?)schemas["RunStatus"]!["properties"]!["rowsDone"]!["type"]);
        foreach ((string name, string[] needed) in new (string, string[])[]
        {
            ("RunSubmission", ["method"]), ("RunSubmissionOptions", []), ("FeatureData", []), ("SequenceItem", ["sequence"]), ("PairItem", ["alternative", "id", "reference"]), ("ExplainRequest", ["sequences"]),
        })
        {
            Assert.False((bool)schemas[name]!["additionalProperties"]!);
            Assert.Equal(needed, (schemas[name]!["required"]?.AsArray() ?? []).Select(static f => (string)f!).Order(StringComparer.Ordinal));
        }

        Assert.Equal(["ridge", "qsft", "paper"], schemas["RunSubmissionOptions"]!["properties"]!["decoder"]!["enum"]!.AsArray().Select(static w => (string)w!).Skip(1));
        Assert.Equal("1000000", schemas["RunSubmissionOptions"]!["properties"]!["walks"]!["maximum"]!.ToJsonString());
        (await server.PostAsync("/api/runs", """{"method":"sensx","options":{"walks":"20"}}""")).Problem("malformed-json", 400);
        (await server.PostAsync("/api/runs", """{"method":"sensx","options":{"wolks":20}}""")).Problem("malformed-json", 400);
        // An id may be left out, letters may not.
        Answer sent = await server.PostAsync("/api/runs", """{"method":"ism","model":"none","sequences":[{"sequence":"ACGT"}]}""");
        Assert.Contains("none is registered", sent.Problem("unknown-model", 404), StringComparison.Ordinal);
    }

    [Fact]
    public void Words_AreThoseThatTheParserTakes()
    {
        foreach ((string schema, string field, IReadOnlyList<string> words) in RequestSchema.Words)
        {
            if (schema != "RunSubmissionOptions") continue;
            foreach (string word in words) Assert.True(Parse(field, $"\"{word}\"", word) is "", $"{field} {word}: {Parse(field, $"\"{word}\"", word)}");
            Assert.Contains("no-such", Parse(field, "\"no-such\"", words[0]), StringComparison.Ordinal);
        }

        foreach (string method in RequestSchema.Words[0].Words)
            Assert.DoesNotContain("is not one of", Failures($$"""{"method":"{{method}}"}"""), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_AreThoseThatTheParserHas()
    {
        foreach ((_, string field, double? least, bool openLeast, double? most, bool openMost) in RequestSchema.Limits)
        {
            double step = Whole.Contains(field) ? 1 : 1e-6;
            if (least is { } low)
            {
                Assert.Equal("", Of(openLeast ? low + step : low));
                Assert.NotEqual("", Of(openLeast ? low : low - step));
            }

            if (most is { } high)
            {
                Assert.Equal("", Of(openMost ? high - step : high));
                Assert.NotEqual("", Of(openMost ? high : high + step));
            }

            string Of(double value) => Parse(field, value.ToString("0.########", CultureInfo.InvariantCulture), null) is { Length: > 0 } problem ? $"{field} {value}: {problem}" : "";
        }
    }

    private static readonly HashSet<string> Whole =
        ["batch", "chunkRows", "check", "pictures", "budget", "nodes", "pairUnits", "folds", "steps", "random", "copies", "minSeqlets", "mostCompared", "walks", "curveSamples"];

    /// <summary>What is wrong with an option in a request that is right otherwise; empty for nothing.</summary>
    private static string Parse(string field, string value, string? word)
    {
        (string method, string others) = field switch
        {
            "attribution" => ("attribute", ""),
            "baseline" => ("attribute", "\"attribution\":\"deepshap\",\"baselines\":[\"ACGT\"]"),
            "nodes" or "completeness" or "noise" => ("attribute", "\"attribution\":\"integrated-gradients\""),
            "interactions" => ("interactions", ""),
            "statistic" => ("interactions", "\"interactions\":\"dfim\""),
            "motifScore" or "pairUnits" or "testShare" or "folds" => ("surrogate", Motifs),
            "filterThreshold" => ("filters", ""),
            "replace" => ("nodes", "\"layer\":\"x\""),
            "fill" => ("occlusion", ""),
            "edit" => ("perturb", word == "insert" ? "\"words\":[\"AC\"],\"at\":[1]" : Motifs),
            "by" => ("perturb", "\"edit\":\"destroy\"," + Motifs),
            "aggregate" => ("attention", ""),
            "explanation" or "draw" or "steps" or "limit" => ("sanity", ""),
            "budget" => ("sketch", ""),
            "decoder" or "targetR2" => ("sketch", "\"budget\":1000"),
            "delays" or "noiseSd" => ("sketch", "\"budget\":1000,\"decoder\":\"qsft\""),
            "topShare" => ("compare", ""),
            "random" or "copies" => ("ablate", ""),
            "fdr" or "minSeqlets" or "similarity" or "merge" or "mostCompared" => ("motifs", ""),
            "inputs" => ("sensx", ""),
            "sequenceFeatures" or "grid" or "output" or "walks" or "delta" or "tau" or "curveSamples" => ("sensx", ""),
            "check" => ("taylor", ""),
            _ => ("ism", ""),
        };
        string from = method switch
        {
            "compare" => "\"runs\":[\"a\",\"b\"]",
            "motifs" => "\"runs\":[\"a\"]",
            "ablate" => "\"model\":\"m\",\"runs\":[\"a\"]",
            "sensx" when field == "inputs" => "\"model\":\"m\",\"data\":{}",
            _ => "\"model\":\"m\"",
        };
        return Failures($$"""{"method":"{{method}}",{{from}},"options":{ {{others}}{{(others.Length > 0 ? "," : "")}}"{{field}}":{{value}} } }""");
    }

    private static string Failures(string json)
    {
        RunSubmission submission = System.Text.Json.JsonSerializer.Deserialize(json, ApiJson.Default.RunSubmission)!;
        return RunSubmissionParser.TryParse(submission, out _, out IReadOnlyList<Failure> failures) ? "" : string.Join(' ', failures.Select(static f => f.Message));
    }
}
