using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using GenoXai.Tests.Local;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Api;

public sealed class ServeCommandTests
{
    private const string Terminate = "-TERM", Interrupt = "-INT", Kill = "-KILL";

    private static (Process Process, HttpClient Client) Serve(string home)
    {
        Process process = GenoXaiProcess.Start("serve", "--port", "0", "--home", home);
        string? line = process.StandardOutput.ReadLine();
        if (line is null) Assert.Fail(process.StandardError.ReadToEnd());
        return (process, new HttpClient { BaseAddress = new Uri(line[line.IndexOf("http://", StringComparison.Ordinal)..]) });
    }

    private static ProcessResult Stop(Process process, string signal)
    {
        using Process sent = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        sent.WaitForExit();
        Assert.Equal(0, sent.ExitCode);
        return GenoXaiProcess.Wait(process);
    }

    [Theory]
    [InlineData(Terminate)]
    [InlineData(Kill)]
    public async Task Serve_StoppedInTheMiddleOfARun_ExitsWithZero_AndTheNextServerFinishesIt(string signal)
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TemporaryFolder();
        (Process process, HttpClient client) = Serve(folder.Path("home"));
        string id;
        using (process)
        using (client)
        {
            Assert.Equal("127.0.0.1", client.BaseAddress!.Host);
            Assert.Equal("ok", (string?)JsonNode.Parse(await client.GetStringAsync("/api/health"))!["status"]);
            Assert.Contains("/api/runs", await client.GetStringAsync("/openapi/v1.json"), StringComparison.Ordinal);
            using var model = new ByteArrayContent(ApiServer.Bytes(ToyOnnx.Additive()));
            model.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            Assert.Equal(HttpStatusCode.Created, (await client.PutAsync("/api/models/toy", model)).StatusCode);
            using var run = new StringContent(
                """{"method":"sketch","model":"toy","options":{"budget":60000,"batch":1,"chunkRows":500}}""", new MediaTypeHeaderValue("application/json"));
            HttpResponseMessage accepted = await client.PostAsync("/api/runs", run);
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
            id = accepted.Headers.Location!.OriginalString;
            while ((long)JsonNode.Parse(await client.GetStringAsync(id))!["rowsDone"]! < 1000) await Task.Delay(10);
            ProcessResult stopped = Stop(process, signal);
            if (signal == Terminate) Assert.Equal((0, "", ""), (stopped.ExitCode, stopped.Output, stopped.Error));
        }

        (process, client) = Serve(folder.Path("home"));
        using (process)
        using (client)
        {
            JsonNode status;
            do status = JsonNode.Parse(await client.GetStringAsync(id))!;
            while ((string?)status["status"] is "queued" or "running");
            Assert.Equal("done", (string?)status["status"]);
            JsonNode answer = JsonNode.Parse(await client.GetStringAsync((string)status["sketch"]! + "/explain?sequence=TTTTTTTTTT"))!;
            Assert.Equal(22, (double)answer["predictionFromSketch"]!, 2);
            Assert.Equal(0, Stop(process, Interrupt).ExitCode);
        }
    }

    [Fact]
    public void Serve_OfAHomeOrPortInUse_IsBadInput()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TemporaryFolder();
        (Process process, HttpClient client) = Serve(folder.Path("home"));
        using (process)
        using (client)
        {
            ProcessResult sameHome = GenoXaiProcess.Run("serve", "--port", "0", "--home", folder.Path("home"));
            Assert.Equal(2, sameHome.ExitCode);
            Assert.Contains("another server", sameHome.Error, StringComparison.Ordinal);
            ProcessResult samePort = GenoXaiProcess.Run("serve", "--port", client.BaseAddress!.Port.ToString(CultureInfo.InvariantCulture), "--home", folder.Path("other"));
            Assert.Equal(2, samePort.ExitCode);
            Assert.Contains("cannot be listened on", samePort.Error, StringComparison.Ordinal);
            Assert.Equal(0, Stop(process, Interrupt).ExitCode);
        }
    }

    [Fact]
    public void Serve_OfAnImpossiblePort_IsBadInput() => Assert.Equal(2, GenoXaiProcess.Run("serve", "--port", "70000").ExitCode);
}
