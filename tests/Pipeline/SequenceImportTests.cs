using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Local.Storage;
using GenoXai.Tests.Local;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Pipeline;

/// <summary>The import of a resumed run.</summary>
public sealed class SequenceImportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Import_OfAResumedRun_WritesDamagedAndForeignSequencesAgain()
    {
        ToyOnnx.Additive().Save(_folder.Path("m.onnx"));
        using OnnxSequenceModel model = ModelLoader.Load(_folder.Path("m.onnx")).Open([], new ModelOptions { Threads = 1 });
        var own = new NamedSequence("a", Alphabet.Dna.Parse("ACGTACGTAC"));
        await ImportAsync(own);
        string path = _folder.Path("out/" + RunKeys.Input(0));
        byte[] expected = await File.ReadAllBytesAsync(path), damaged = [.. expected];
        damaged[^40] ^= 1;
        await File.WriteAllBytesAsync(path, damaged);
        await ImportAsync(own);
        Assert.Equal(expected, await File.ReadAllBytesAsync(path));

        // Other sequences are refused, and leave nothing that the right ones would be taken for.
        Assert.Equal("conflict", (await Assert.ThrowsAsync<InputException>(() => ImportAsync(new NamedSequence("a", Alphabet.Dna.Parse("ACGTACGTAA"))))).Problem);
        await ImportAsync(own);
        Assert.Equal(expected, await File.ReadAllBytesAsync(path));
        File.Delete(path);
        await ImportAsync(own);
        Assert.Equal(expected, await File.ReadAllBytesAsync(path));

        Task ImportAsync(NamedSequence sequence) => new RunActivities(new RunContext(
            new RunRequest { Method = RunMethod.Ism }, model, new FolderArtifactStore(_folder.Path("out")), [sequence], "sequences")).RunAsync(new WorkItem(RunStage.Import), 1, CancellationToken.None);
    }
}
