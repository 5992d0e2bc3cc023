using System.Text.RegularExpressions;
using GenoXai.Api;
using GenoXai.Tests.Sensitivity;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Api;

/// <summary>Who asks over HTTP is told of fields, not of options of the command line.</summary>
public sealed partial class OptionFieldsTests
{
    // What only the command line has, or does with its own files before a request comes about.
    private static readonly HashSet<string> OfTheCommandLine =
    [
        "alphabet", "array", "bed", "columns", "mask", "out", "overwrite", "skip-mismatches", "test-values", "vcf",
    ];

    [Theory]
    [InlineData("20 of 30 sequences have a picture; --pictures N draws more.", "ism", "20 of 30 sequences have a picture; options.pictures N draws more.")]
    [InlineData("--target-r2: cannot be combined with --whole-budget.", "sketch", "options.targetR2: cannot be combined with options.wholeBudget.")]
    [InlineData("say which by --target. Use --method integrated-gradients,", "attribute", "say which by targets. Use options.attribution integrated-gradients,")]
    [InlineData("--top 3: a part of the positions", "compare", "options.topShare 3: a part of the positions")]
    [InlineData("Give more --walks, or a smaller --top.", "sensx", "Give more options.walks, or a smaller options.top.")]
    [InlineData("name a layer by --layer; \"genoxai model layers --layer x\" lists them.", "nodes", "name a layer by options.layer; \"genoxai model layers --layer x\" lists them.")]
    [InlineData("use another --out; sequence \"a--budget\"", "sketch", "use another --out; sequence \"a--budget\"")]
    public void In_OfAMessage_NamesTheFields(string message, string method, string expected) => Assert.Equal(expected, OptionFields.In(message, method));

    [Fact]
    public void Of_EveryOptionThatCoreNames_HasAFieldOrIsOfTheCommandLineAlone()
    {
        string core = Path.Combine(DependencyDirectionTests.Root(), "src", "Core");
        var unknown = new SortedSet<string>();
        foreach (string file in Directory.EnumerateFiles(core, "*.cs", SearchOption.AllDirectories).Where(static f => !f.EndsWith("HtmlStyle.cs", StringComparison.Ordinal)))
            foreach (string line in File.ReadLines(file).Where(static l => l.Contains("--", StringComparison.Ordinal) && !l.TrimStart().StartsWith("//", StringComparison.Ordinal)))
                foreach (Match text in Texts().Matches(line))
                    foreach (Match option in Options().Matches(text.Value))
                        if (OptionFields.Of(option.Groups[1].Value, null) is null && !OfTheCommandLine.Contains(option.Groups[1].Value)) unknown.Add($"{option.Value} ({Path.GetFileName(file)})");
        Assert.Empty(unknown);
    }

    [Theory]
    [InlineData("attribute", """{"attribution":"deepshap","shuffles":0}""", "options.shuffles 0: 1 to 1000 are possible.")]
    [InlineData("attribute", """{"attribution":"deepshap","baseline":"given"}""", "options.baseline: no sequence is given.")]
    [InlineData("surrogate", """{"motifs":">m\nA [ 1 0 ]\nC [ 0 1 ]\nG [ 0 0 ]\nT [ 0 0 ]\n","testShare":0.9}""", "options.testShare 0.9: 0.05 to 0.5 are possible.")]
    [InlineData("filters", """{"filterThreshold":"half"}""", "options.filterThreshold half: basset or ai-tac.")]
    [InlineData("insert", "{}", "say what to insert: options.motifs FILE with options.motif NAME, or options.word LETTERS.")]
    [InlineData("nodes", """{"layer":"x","replace":"nothing"}""", "options.replace nothing: mean or zero.")]
    public void TryParse_OfAWrongOption_NamesItsField(string method, string options, string expected)
    {
        var submission = System.Text.Json.JsonSerializer.Deserialize($$"""{"method":"{{method}}","model":"m","options":{{options}}}""", ApiJson.Default.RunSubmission)!;
        Assert.False(RunSubmissionParser.TryParse(submission, out _, out IReadOnlyList<Failure> failures));
        Assert.Contains(expected, Assert.Single(failures).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_RefusedFailedAndDone_NameFields()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string id = await server.StartRunAsync(ToyOnnx.Additive(), """{"method":"ism","model":"toy","sequences":">a\nACGTACGTAC\n>b\nCCGTACGTAC\n","options":{"pictures":1}}""");
        Assert.Equal("1 of 2 sequences have a picture; options.pictures N draws more.", (string?)(await server.WaitAsync(id))["warnings"]![0]);
        string refused = (await server.PostAsync("/api/runs", """{"method":"sketch","model":"toy","options":{"budget":1}}""")).Problem("budget-too-small", 400);
        Assert.StartsWith("options.budget 1: too small", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Problems_OfATable_NameTheirFieldsAndNoFolderOfTheServer()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        await server.PutModelAsync("/api/models/cells?features=true", ApiServer.Bytes(VectorOnnx.Linear([1, 2], [3, 4])));
        await server.PutModelAsync("/api/models/toy", ApiServer.Bytes(ToyOnnx.Additive()));
        foreach ((string json, string kind, int status, string field, string said) in new[]
        {
            ("""{"method":"sensx","model":"cells","data":{"rows":[[1,2]]}}""", "ambiguous-target", 400, "targets", "model \"cells\": output \"y\" (N, 2) float32 has 2 numbers per row, and one is explained; choose by targets 0 … 1"),
            ("""{"method":"sensx","model":"cells","targets":["0"],"data":{"rows":[[1,2],[3,4],[5,6]]},"options":{"explain":"7"}}""", "bad-option", 400, "options.explain", "options.explain 7: data has no such input"),
            ("""{"method":"sensx","model":"cells","targets":["0"],"data":{"rows":[[1,2],[3,4],[5,6]]},"options":{"inputs":"columns"}}""", "bad-data", 400, "data", "its columns are the inputs, as options.inputs says"),
            ("""{"method":"sensx","model":"toy","sequences":">a\nACGTACGTAC","options":{"curveSamples":-1}}""", "bad-option", 400, "options.curveSamples", "options.curveSamples -1: 0 to 1,000,000 are possible."),
            ("""{"method":"filters","model":"toy","sequences":">a\nACGTACGTAC"}""", "no-convolution", 400, "model", "model \"toy\": there is no convolution"),
        })
        {
            Answer answer = await server.PostAsync("/api/runs", json);
            Assert.Contains(said, answer.Problem(kind, status), StringComparison.Ordinal);
            Assert.Equal(field, Assert.Single(answer.Json["errors"]!.AsObject()).Key);
        }
    }

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Texts();

    [GeneratedRegex("(?<![\\w-])--([a-z][a-z0-9]*(?:-[a-z0-9]+)*)")]
    private static partial Regex Options();
}
