using System.CommandLine;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Local.Commands;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary>The runs that <c>genoxai ablate</c> reads, where they cannot be read.</summary>
public sealed class AblateSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AblateSourceTests() => ToyOnnx.Additive().Save(_folder.Path("m.onnx"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ablate_OfOneRunNamedTwice_IsRefused() =>
        Assert.Contains("--from " + _folder.Path("b/../a/") + ": is named twice", (await RefusedAsync("a", "b/../a/")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Ablate_WhoseRunWasRemovedAfterItWasKilled_SaysHowToGoOn()
    {
        Assert.DoesNotContain("interrupted", (await RefusedAsync("ism")).Message, StringComparison.Ordinal);
        _folder.Write("out/" + RunDocument.Key, "{}");
        string message = (await RefusedAsync("ism")).Message;
        Assert.StartsWith($"--from {_folder.Path("ism")}: there is no such folder.", message, StringComparison.Ordinal);
        Assert.Contains("The interrupted ablation in --out " + _folder.Path("out") + " goes on only with the same run", message, StringComparison.Ordinal);
    }

    private Task<InputException> RefusedAsync(params string[] runs)
    {
        string[] from = [.. runs.SelectMany(run => new[] { "--from", _folder.Path(run) })];
        return Assert.ThrowsAsync<InputException>(() => RootCommands.Create().Parse(["ablate", .. from, "--model", _folder.Path("m.onnx"), "--out", _folder.Path("out")])
            .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }));
    }
}
