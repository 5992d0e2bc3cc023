using System.Security.Cryptography;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.Members;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;
using GenoXai.Local.Storage;
using GenoXai.Tests.Local;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Pipeline;

/// <summary>The same run on several models, one after the other.</summary>
public sealed class MembersRunTests : IDisposable
{
    private static readonly RunRequest Ism = new() { Method = RunMethod.Ism, ChunkRows = 8, BatchRows = 4 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Plan_OfTwoModels_DoesOneAfterTheOther_ThenJoins()
    {
        var state = new RunState();
        var done = new List<string>();
        while (RunPlan.Next(state) is { Count: > 0 } items)
        {
            done.AddRange(items.Select(static i => $"{i.Stage} {i.Member}.{i.Chunk}"));
            state = RunPlan.Apply(Ism, state, [.. items.Select(static i => new WorkResult(i, ChunkCount: i.Stage == RunStage.Import ? 2 : 0, Rows: i.Stage == RunStage.Rows ? 5 + i.Member : 0) { Members = 2 })]);
        }

        Assert.Equal(["Import 0.0", "Rows 0.0", "Rows 0.1", "Merge 0.0", "Import 1.0", "Rows 1.0", "Rows 1.1", "Merge 1.0", "Join 1.0"], done);
        Assert.Equal((RunStage.Done, 22L, 10L), (state.Stage, state.Rows, state.EarlierRows));
        Assert.NotEqual(new WorkItem(RunStage.Rows, 1), new WorkItem(RunStage.Rows, 1) { Member = 1 });
    }

    [Fact]
    public async Task Run_StoppedInTheSecondModel_GoesOnFromItsChunks_AndEndsInTheSameBytes()
    {
        ToyOnnx.Additive().Save(_folder.Path("m0.onnx"));
        ToyOnnx.Pairwise().Save(_folder.Path("m1.onnx"));
        RunState whole = await RunAsync("whole", null, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        // 31 rows of the first model, and some of the second.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync("resumed", done =>
        {
            if (done > 31 + 12) stop.Cancel();
        }, stop.Token));
        RunState resumed = await RunAsync("resumed", null, CancellationToken.None);
        Assert.Equal((0, 62), (whole.ReusedRows, whole.Rows));
        Assert.InRange(resumed.ReusedRows, 31 + 8, 61);
        Assert.Equal(Hashes("whole"), Hashes("resumed"));
        Assert.False(Directory.Exists(_folder.Path("resumed/journal")));
    }

    private async Task<RunState> RunAsync(string name, Action<long>? told, CancellationToken stop)
    {
        var own = new FolderArtifactStore(_folder.Path(name));
        long done = 0;
        // What both say together stands for itself here: a file of both.
        using var activities = new MembersActivities(Ism, own, 2, OpenAsync, async token =>
        {
            await own.PutAsync("joined.txt", stream => stream.Write("both"u8), token);
            return new();
        });
        return await new LocalRunner(activities, _folder.Path(name), threads: 1).RunAsync(null, stop);

        Task<OpenedMember> OpenAsync(int member, CancellationToken cancellationToken)
        {
            OnnxSequenceModel model = ModelLoader.Load(_folder.Path($"m{member}.onnx")).Open(member == 0 ? [] : ["y[0]"], new ModelOptions { Threads = 1 });
            var context = new RunContext(Ism, model, new MemberStore(own, $"part-{member}"), [new NamedSequence("a", model.Alphabet.Parse("ACGTTGCATC"))], "sequences")
            {
                Progress = rows =>
                {
                    if (rows > 0) told?.Invoke(Interlocked.Add(ref done, rows));
                },
            };
            return Task.FromResult(new OpenedMember(new RunActivities(context), model));
        }
    }

    private Dictionary<string, string> Hashes(string name) => Directory.EnumerateFiles(_folder.Path(name), "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(_folder.Path(name), file), static file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));
}
