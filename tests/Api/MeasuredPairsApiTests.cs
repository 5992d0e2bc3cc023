using System.Text.Json.Nodes;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;
using GenoXai.Local.Storage;
using GenoXai.Tests.Local;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Api;

/// <summary>Pairs with measured values over HTTP.</summary>
public sealed class MeasuredPairsApiTests
{
    private const string Pairs = """{"id":"one","reference":"AAAAAAAAAA","alternative":"AATAAAAAAA","measured":0.1},{"id":"two","reference":"AAAAAAAAAA","alternative":"AAAAAAAAAT","measured":-2.5e-3},{"id":"three","reference":"CAAAAAAAAA","alternative":"CAGAAAAAAA"},{"id":"four","reference":"CAAAAAAAAA","alternative":"CAAACAAAAA","measured":7}""";

    [Fact]
    public async Task Variants_WithMeasuredValues_GiveTheFilesOfTheCommandLine()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string id = await server.StartRunAsync(ToyOnnx.Additive(), Body(Pairs, "ptr"));
        JsonNode status = await server.WaitAsync(id);
        Assert.True("done" == (string?)status["status"], status.ToJsonString());

        using var folder = new TemporaryFolder();
        ToyOnnx.Additive().Save(folder.Path("toy.onnx"));
        folder.Write("pairs.tsv", "id\treference\talternative\tptr\none\tAAAAAAAAAA\tAATAAAAAAA\t0.1\ntwo\tAAAAAAAAAA\tAAAAAAAAAT\t-2.5e-3\nthree\tCAAAAAAAAA\tCAGAAAAAAA\tNA\nfour\tCAAAAAAAAA\tCAAACAAAAA\t7\n");
        using OnnxSequenceModel model = ModelLoader.Load(folder.Path("toy.onnx")).Open([], new ModelOptions { Threads = 1 });
        var request = new RunRequest { Method = RunMethod.Variants, Measured = "ptr", Mutagenesis = new SaturationMutagenesisOptions() };
        await new LocalRunner(new RunContext(request, model, new FolderArtifactStore(folder.Path("out")), SequencePairs.ReadFile(folder.Path("pairs.tsv"), model.Alphabet, null, "ptr"), "pairs"), folder.Path("out"), threads: 1)
            .RunAsync(null, CancellationToken.None);
        string[] names = [.. status["files"]!.AsArray().Select(static f => (string)f!["name"]!).Where(static name => name != RunKeys.Record)];
        Assert.Contains("measured.svg", names);
        foreach (string name in names.Where(static n => !n.EndsWith(".svg", StringComparison.Ordinal))) Assert.Equal(File.ReadAllBytes(folder.Path("out/" + name)), (await server.GetAsync($"/api/runs/{id}/result?file={name}")).Body);
        JsonNode record = (await server.GetAsync($"/api/runs/{id}/result")).Json;
        Assert.Equal(("ptr", 3), ((string)record["measured"]!, (int)record["measured_variants"]!));
        // Effects 0.9, 3 and 0.5 rank as 0.1, −0.0025 and 7 do not.
        Assert.Equal(-1, (double)record["measured_spearman"]!, 12);
    }

    [Theory]
    [InlineData(Pairs, null, "name what the pairs' measured values are")]
    [InlineData("""{"id":"one","reference":"AAAAAAAAAA","alternative":"AATAAAAAAA"}""", "ptr", "goes with pairs that have a measured value")]
    [InlineData("""{"id":"one","reference":"AAAAAAAAAA","alternative":"AATAAAAAAA","measured":1e999}""", "ptr", "larger than a double holds")]
    [InlineData(Pairs, "a\\tb", "none of control")]
    public async Task Post_OfMeasuredValuesThatDoNotFit_SaysWhatToDo(string pairs, string? name, string expected)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        await server.PutModelAsync("/api/models/toy", ApiServer.Bytes(ToyOnnx.Additive()));
        Assert.Contains(expected, (await server.PostAsync("/api/runs", Body(pairs, name))).Problem("bad-option", 400), StringComparison.Ordinal);
    }

    private static string Body(string pairs, string? name) =>
        """{"method":"variants","model":"toy","pairs":[PAIRS]NAME}""".Replace("PAIRS", pairs, StringComparison.Ordinal)
            .Replace("NAME", name is null ? "" : $$""","options":{"measured":"{{name}}"}""", StringComparison.Ordinal);
}
