using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Local.Storage;
using GenoXai.Tests.Local;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Pipeline;

public sealed class RecentPlansTests
{
    [Fact]
    public void Find_GivesThePlanOfTheRunAndIdentity_AndNoOther()
    {
        var plans = new RecentPlans();
        RunDocument a = Plan("one");
        plans.Keep("a", a);
        Assert.Same(a, plans.Find("a", "one"));
        Assert.Null(plans.Find("a", "two"));
        Assert.Null(plans.Find("b", "one"));
        plans.Keep("a", Plan("two"));
        Assert.Null(plans.Find("a", "one"));
    }

    [Fact]
    public void Keep_OfMoreThanFit_ForgetsTheOneNotAskedForTheLongest()
    {
        var plans = new RecentPlans(2);
        plans.Keep("a", Plan("one"));
        plans.Keep("b", Plan("one"));
        Assert.NotNull(plans.Find("a", "one"));
        plans.Keep("c", Plan("one"));
        Assert.Null(plans.Find("b", "one"));
        Assert.NotNull(plans.Find("a", "one"));
        Assert.NotNull(plans.Find("c", "one"));
    }

    [Fact]
    public async Task WorkItemsOfARun_ReadItsPlanOnce()
    {
        using var folder = new TemporaryFolder();
        ToyOnnx.Additive().Save(folder.Path("m.onnx"));
        using OnnxSequenceModel model = ModelLoader.Load(folder.Path("m.onnx")).Open([], new ModelOptions { Threads = 1 });
        var store = new CountingStore(new FolderArtifactStore(folder.Path("run")));
        NamedSequence[] sequences = [.. Enumerable.Range(0, 8).Select(i => new NamedSequence($"s{i}", model.Alphabet.Parse("ACGTACGTAC")))];
        var context = new RunContext(new RunRequest { Method = RunMethod.Predict, ChunkRows = 2 }, model, store, sequences, "sequences") { RunId = "r", Plans = new RecentPlans() };
        // Opened anew for each item, as by activities.
        await new RunActivities(context).RunAsync(new WorkItem(RunStage.Import), 1, CancellationToken.None);
        for (int chunk = 0; chunk < 4; chunk++) await new RunActivities(context).RunAsync(new WorkItem(RunStage.Rows, chunk), 1, CancellationToken.None);
        await new RunActivities(context).RunAsync(new WorkItem(RunStage.Merge), 1, CancellationToken.None);
        Assert.Equal(1, store.PlanReads);
        Assert.True(File.Exists(folder.Path("run/predict.npz")));
    }

    [Fact]
    public async Task WorkItemsOfASensxRun_ReadItsPlanOnce()
    {
        using var folder = new TemporaryFolder();
        ToyOnnx.Additive().Save(folder.Path("m.onnx"));
        using OnnxSequenceModel model = ModelLoader.Load(folder.Path("m.onnx")).Open([], new ModelOptions { Threads = 1 });
        var store = new CountingStore(new FolderArtifactStore(folder.Path("run")));
        var request = new RunRequest { Method = RunMethod.Sensx, Sensx = new SensxRequest { Input = SensxInput.Substitutions, Walks = 5, Samples = 10, CurveSamples = 0 } };
        var context = new RunContext(request, model, store, [new NamedSequence("s", model.Alphabet.Parse("ACGTACGTAC"))], "sequences") { RunId = "r", Plans = new RecentPlans() };
        for (var state = new RunState(); RunPlan.Next(state) is { Count: > 0 } items;)
        {
            var results = new List<WorkResult>();
            foreach (WorkItem item in items) results.Add(await new RunActivities(context).RunAsync(item, 1, CancellationToken.None));
            state = RunPlan.Apply(request, state, results);
        }

        Assert.Equal(1, store.PlanReads);
        Assert.True(File.Exists(folder.Path("run/sensx.npz")));
    }

    private static RunDocument Plan(string identity) => new() { Identity = identity, SequencesSha256 = "", BatchRows = 1 };

    private sealed class CountingStore(IArtifactStore inner) : IArtifactStore
    {
        public int PlanReads { get; private set; }

        public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken = default) => inner.ExistsAsync(key, cancellationToken);

        public Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken = default)
        {
            if (key == RunDocument.Key) PlanReads++;
            return inner.OpenReadAsync(key, cancellationToken);
        }

        public Task<ArtifactInfo> PutAsync(string key, Func<Stream, Task> write, CancellationToken cancellationToken = default) => inner.PutAsync(key, write, cancellationToken);

        public Task DeleteAsync(string key, CancellationToken cancellationToken = default) => inner.DeleteAsync(key, cancellationToken);
    }
}
