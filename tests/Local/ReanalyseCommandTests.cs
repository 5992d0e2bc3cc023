using System.Text.Json.Nodes;
using GenoXai.Tests.Api;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

public sealed class ReanalyseCommandTests
{
    private const string Ism = """{"method":"ism","model":"toy","sequences":[{"id":"a","sequence":"ACGTACGTAC"}]}""";

    [Fact]
    public async Task Reanalyse_ComputesExactlyTheResultsOfTheChangedModel_AndOnceOnly()
    {
        using var folder = new TemporaryFolder();
        string home = folder.Path("home"), stale;
        await using (ApiServer server = await ApiServer.StartAsync(home: home))
        {
            stale = await server.StartRunAsync(ToyOnnx.Additive(), Ism);
            await server.WaitAsync(stale);
            await server.PutModelAsync("/api/models/other", ApiServer.Bytes(ToyOnnx.Additive()));
            string current = (string)(await server.PostAsync("/api/runs", Ism.Replace("\"toy\"", "\"other\"", StringComparison.Ordinal))).Json["id"]!;
            await server.WaitAsync(current);
        }

        Assert.Equal("every result is current\n", GenoXaiProcess.Run("reanalyse", "--home", home).Output.ReplaceLineEndings("\n"));
        ToyOnnx.RankFour().Save(folder.Path("new.onnx"));
        Assert.Equal(0, GenoXaiProcess.Run("model", "add", folder.Path("new.onnx"), "--id", "toy", "--overwrite", "--home", home).ExitCode);
        Assert.Equal($"stale\tmodel\tmethod\tsequences\n{stale}\ttoy\tism\t1\n", GenoXaiProcess.Run("reanalyse", "--dry-run", "--home", home).Output.ReplaceLineEndings("\n"));
        ProcessResult done = GenoXaiProcess.Run("reanalyse", "--home", home);
        Assert.True(done.ExitCode == 0, done.Error);
        Assert.EndsWith(": ism of toy: done\n", done.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal("every result is current\n", GenoXaiProcess.Run("reanalyse", "--home", home).Output.ReplaceLineEndings("\n"));

        await using ApiServer again = await ApiServer.StartAsync(home: home);
        JsonArray runs = (await again.GetAsync("/api/runs")).Json.AsArray();
        Assert.Equal(3, runs.Count);
        Assert.All(runs, static r => Assert.Equal("done", (string?)r!["status"]));
    }
}
