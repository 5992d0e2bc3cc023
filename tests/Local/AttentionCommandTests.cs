using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary><c>genoxai attention</c> as a process, and the same options over HTTP.</summary>
public sealed class AttentionCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AttentionCommandTests() => _folder.Write("s.fa", ">a\nACGTTGCATC\n>b\nCATNAGGGTA\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Attention_WritesItsFiles_AndAReport()
    {
        // Of the two outputs none is asked for: attention has no target.
        ToyAttention.Graph(layers: 2).Output("seen0", "N", 2, 10, 1).Save(_folder.Path("m.onnx"));
        ProcessResult result = Run("--aggregate", "rollout", "--layers", "0,1", "--shuffles", "4", "--keep", "all", "--tokens", "0:2:1", "--threshold", "0.05");
        Assert.True(result.ExitCode == 0, result.Error);
        RunRecord record = RunRecordFile.Read(File.OpenRead(_folder.Path("out/run.json")), "run.json");
        Assert.Equal("rollout", record.GetString("aggregate"));
        Assert.Equal(10, record.GetInt64("model_rows"));
        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/attention.npz")), "attention.npz");
        Assert.Equal([2, 2, 2, 10, 10], npz.Read<float>("maps").Shape);
        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 9, 10, 10], npz.Read<int>("token_ends").Values);
        Assert.Equal(["0001_a.svg", "0002_b.svg", "attention.svg"], Directory.GetFiles(_folder.Path("out"), "*.svg").Select(Path.GetFileName).Order());
        Assert.Equal(0, GenoXaiProcess.Run("report", _folder.Path("out")).ExitCode);
    }

    [Fact]
    public void Attention_OfAModelWithoutAny_EndsWithTwo()
    {
        ToyOnnx.Additive().Save(_folder.Path("m.onnx"));
        ProcessResult result = Run();
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no attention in the graph", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Path("out/run.json")));
    }

    [Fact]
    public void Submission_OfAttention_IsTheCommandsRequest_AndNamesWhatIsWrong()
    {
        var options = new RunSubmissionOptions { Aggregate = "mean", Layers = [0], Threshold = 0.1, Shuffles = 3, KeepAll = true, Top = 5, Tokens = "0:32:3", Pictures = 2 };
        Assert.True(RunSubmissionParser.TryParse(new RunSubmission { Method = "attention", Model = "m", Options = options }, out RunRequest? request, out _));
        Assert.Equal(new AttentionOptions { Aggregate = AttentionAggregate.Mean, Layers = [0], Threshold = 0.1, Shuffles = 3, KeepAll = true, Top = 5, Tokens = new TokenPlacement(0, 32, 3) }, request!.Attention);
        Assert.Equal(2, request.Pictures);

        Assert.False(RunSubmissionParser.TryParse(new RunSubmission { Method = "attention", Model = "m", Options = options with { Aggregate = "least" } }, out _, out IReadOnlyList<Failure> failures));
        Assert.Contains("max, mean or rollout", Assert.Single(failures).Message, StringComparison.Ordinal);
        Assert.False(RunSubmissionParser.TryParse(new RunSubmission { Method = "ism", Model = "m", Options = new RunSubmissionOptions { KeepAll = true, Top = 3 } }, out _, out failures));
        Assert.Equal(["options.top: is an option of sensx and attention only.", "options.keepAll: is an option of attention only."], failures.Select(static f => f.Message));
    }

    private ProcessResult Run(params string[] options) =>
        GenoXaiProcess.Run(["attention", "--model", _folder.Path("m.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("out"), .. options]);
}
