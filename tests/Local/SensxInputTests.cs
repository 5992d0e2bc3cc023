using System.CommandLine;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.Sensx;
using GenoXai.Core.Sensitivity;
using GenoXai.Core.Sequences;
using GenoXai.Local.Commands;
using GenoXai.Local.Storage;
using GenoXai.Tests.Onnx;
using GenoXai.Tests.Sensitivity;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary><c>genoxai sensx</c> in this process: input that would be taken without effect, or for something else.</summary>
public sealed class SensxInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SensxInputTests()
    {
        VectorOnnx.Linear([3, -2]).Save(_folder.Path("m.onnx"));
        _folder.Write("x.csv", "id,a,b\nx,1,2\ny,3,4\nz,5,6\n");
        _folder.Write("twice.csv", "id,a,b\nx,1,2\ny,3,4\nx,5,6\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--genome none.fa", "--genome: goes with --bed only")]
    [InlineData("--length 5", "--length: goes with --bed only")]
    [InlineData("--alphabet ACGU", "--alphabet: goes with --fasta only")]
    public async Task Run_OfATableWithAnOptionOfSequences_IsRefused(string option, string expected) =>
        Assert.Contains(expected, await RefusalAsync("x.csv", option.Split(' ')), StringComparison.Ordinal);

    [Fact]
    public async Task Run_OfAFileWithAManifest_TakesTheManifest()
    {
        Assert.Contains("none.json", await RefusalAsync("x.csv", "--manifest", _folder.Path("none.json")), StringComparison.Ordinal);
        _folder.Write("cells.json", """{"id":"cells","input":{"name":"x","axes":"features"},"targets":[{"name":"score","output":"y","index":"0"}]}""");
        Assert.Equal(0, await RunAsync("x.csv", "--manifest", _folder.Path("cells.json"), "--target", "score", "--dry-run"));
    }

    [Fact]
    public async Task Run_OfInputsOfOneId_IsRefusedUnlessOneIsChosenByNumber()
    {
        Assert.Contains("inputs 0 and 2 have the same id \"x\"", await RefusalAsync("twice.csv"), StringComparison.Ordinal);
        Assert.Contains("--explain x: ", await RefusalAsync("twice.csv", "--explain", "x"), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("twice.csv", "--explain", "2,y", "--dry-run"));
    }

    [Fact]
    public async Task Run_WhereTheModelIsNotDefined_CanBeGivenAgainOnANarrowerDomain()
    {
        new TestGraph().Input("x", "N", 2).Output("y", "N", 1).Floats("w", [1, 1], 2, 1).Node("MatMul", "x,w", "z").Node("Sqrt", "z", "y").Save(_folder.Path("m.onnx"));
        string[] few = ["--samples", "20", "--walks", "10", "--curve-samples", "0", "--pictures", "0"];
        Assert.Contains("Narrow the domain", await RefusalAsync("x.csv", [.. few, "--domain=-9,9"]), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("x.csv", [.. few, "--domain", "0,9"]));
    }

    [Fact]
    public async Task Import_OfAResumedRun_WritesDamagedInputsAgain()
    {
        var model = FunctionModel.Linear(1, 2);
        var request = new RunRequest { Method = RunMethod.Sensx, Sensx = new SensxRequest { Walks = 5, Samples = 10, CurveSamples = 0 } };
        var inputs = new SensxInputs { Box = PerturbationBox.Unit(2), Labels = [0, 1], Points = [("a", [.5f, .5f])] };
        foreach (string damaged in new[] { "domain.part", "input-000000.part" })
        {
            string root = _folder.Path(damaged);
            await ActivitiesOf(root).RunAsync(new WorkItem(RunStage.Import), 1, CancellationToken.None);
            string path = Path.Combine(root, "journal", damaged);
            byte[] bytes = await File.ReadAllBytesAsync(path);
            bytes[^40] ^= 1;
            await File.WriteAllBytesAsync(path, bytes);
            SensxActivities resumed = ActivitiesOf(root);
            await resumed.RunAsync(new WorkItem(RunStage.Import), 1, CancellationToken.None);
            Assert.True((await resumed.RunAsync(new WorkItem(RunStage.Rows), 1, CancellationToken.None)).Rows > 0);
        }

        SensxActivities ActivitiesOf(string root) => new(new SensxContext(request, new SensxModel(model, FactsOf(), "linear"), new FolderArtifactStore(root), () => inputs, "test"));
    }

    private ModelFacts FactsOf()
    {
        using OnnxVectorModel model = ModelLoader.LoadFeatures(_folder.Path("m.onnx")).OpenFeatures([], new ModelOptions { Threads = 1 });
        return model.Facts;
    }

    private async Task<string> RefusalAsync(string data, params string[] more) =>
        (await Assert.ThrowsAsync<InputException>(() => RunAsync(data, more))).Message;

    private Task<int> RunAsync(string data, params string[] more) =>
        RootCommands.Create().Parse(["sensx", "--model", _folder.Path("m.onnx"), "--data", _folder.Path(data), "--out", _folder.Path("out"), .. more])
            .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
