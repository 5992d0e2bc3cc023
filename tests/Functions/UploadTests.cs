using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using GenoXai.Api;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Functions;
using GenoXai.Functions.Uploads;
using GenoXai.Tests.Functions.Storage;
using GenoXai.Tests.Onnx;
using GenoXai.Tests.ToyModels;
using Google.Protobuf;

namespace GenoXai.Tests.Functions;

/// <summary>Blobs dropped into the emulator, and what the app does when it is told of them.</summary>
[Collection(AzuriteTests.Name)]
public sealed class UploadTests(Azurite azurite)
{
    private const string Fasta = ">a\nACGTACGTAC\n>b\nTTTTTTTTTT\n";
    private static readonly AzureOptions NoSketch = new() { UploadBudget = 0 };

    [AzuriteFact]
    public async Task Model_ThenSequences_AreRegisteredSketchedAndExplained()
    {
        using var app = new FunctionApp(azurite, new AzureOptions { UploadBudget = 2000 });
        UploadRecord model = await DropAsync(app, "models", "toy/model.onnx", Bytes(ToyOnnx.Additive()));
        Assert.Equal(UploadOutcome.Accepted, model.Outcome);
        string sketch = Assert.Single(model.Runs);
        await app.Hub.EndAsync(sketch);
        Assert.NotNull((await app.GetAsync(sketch)).Json["sketch"]);

        UploadRecord explained = await DropAsync(app, "uploads", "toy/today/x.fa.gz", Gzip(Fasta));
        string ism = Assert.Single(explained.Runs);
        await app.Hub.EndAsync(ism);
        // Nobody asked for it, so every caller sees it.
        foreach (string caller in (string[])[FunctionApp.Alice, FunctionApp.Bob])
        {
            JsonNode status = (await app.GetAsync(ism, caller)).Json;
            Assert.Equal(("done", 2, "ism"), ((string?)status["status"], (int)status["sequences"]!, (string?)status["method"]));
        }
    }

    [AzuriteFact]
    public async Task Upload_ToldOfTwice_OrWithTheSameContent_IsTakenOnce()
    {
        using var app = new FunctionApp(azurite, NoSketch);
        byte[] model = Bytes(ToyOnnx.Additive());
        Assert.Equal(UploadOutcome.Accepted, (await DropAsync(app, "models", "toy/model.onnx", model)).Outcome);
        Assert.Equal(UploadOutcome.Ignored, (await TellAsync(app, "models", "toy/model.onnx")).Outcome);
        Assert.Equal(UploadOutcome.Ignored, (await DropAsync(app, "models", "toy/model.onnx", model)).Outcome);
        Assert.Equal(UploadOutcome.Accepted, (await DropAsync(app, "uploads", "toy/x.fa", Encoding.UTF8.GetBytes(Fasta))).Outcome);
        Assert.Equal(UploadOutcome.Ignored, (await DropAsync(app, "uploads", "toy/x.fa", Encoding.UTF8.GetBytes(Fasta))).Outcome);
        // Under another name the same request is the same run.
        string run = Assert.Single((await DropAsync(app, "uploads", "toy/y.fa", Encoding.UTF8.GetBytes(Fasta))).Runs);
        Assert.Equal(run, Assert.Single(app.Hub.Scheduled));
        Assert.Equal(UploadOutcome.Accepted, (await DropAsync(app, "uploads", "toy/x.fa", Encoding.UTF8.GetBytes(Fasta.Replace("TTTTTTTTTT", "TTTTTTTTTA", StringComparison.Ordinal)))).Outcome);
        Assert.Equal(2, app.Hub.Scheduled.Count);
    }

    [AzuriteFact]
    public async Task Model_ThatNeedsAManifest_WaitsForIt()
    {
        using var app = new FunctionApp(azurite, NoSketch);
        // Two inputs: a manifest must say what the second holds.
        UploadRecord alone = await DropAsync(app, "models", "two/model.onnx", Bytes(ToyOnnx.TwoInputs()));
        Assert.Equal(UploadOutcome.Refused, alone.Outcome);
        Assert.DoesNotContain("genoxai-upload-", alone.Message, StringComparison.Ordinal);
        const string Manifest = """{"id":"other","input":{"name":"x","axes":"NLC"},"constants":[{"name":"library","shape":[3],"values":[1,2,3]}],"targets":[{"name":"y","expression":"y"}]}""";
        UploadRecord both = await DropAsync(app, "models", "two/manifest.json", Encoding.UTF8.GetBytes(Manifest));
        Assert.True(both.Outcome == UploadOutcome.Accepted, both.Message);
        Assert.NotNull(await app.Get<ICatalog>().FindAsync("models", "two"));
        Assert.Null(await app.Get<ICatalog>().FindAsync("models", "other"));
    }

    [AzuriteFact]
    public async Task Model_WhoseManifestSaysWhatToStart_GetsThat_AndWhatDoesNotFitIsNoted()
    {
        using var app = new FunctionApp(azurite, new AzureOptions { UploadBudget = 2000 });
        UploadRecord record = await DropModelAsync(app, "toy", """
            [{"method":"sketch","targets":["sum"],"options":{"budget":600}},
             {"method":"ism","sequences":[{"id":"a","sequence":"ACGTACGTAC"}]},
             {"method":"sketch","targets":["nothing"],"options":{"budget":600}},
             {"method":"ism","sequences":[{"id":"a","sequence":"ACGT"}]}]
            """);
        Assert.Equal(UploadOutcome.Accepted, record.Outcome);
        Assert.Contains("onUpload[2]: ", record.Message, StringComparison.Ordinal);
        Assert.Contains("nothing", record.Message, StringComparison.Ordinal);
        Assert.Contains("onUpload[3]: ", record.Message, StringComparison.Ordinal);
        Assert.Contains("takes exactly 10", record.Message, StringComparison.Ordinal);
        Assert.Equal(record.Runs, app.Hub.Scheduled);
        var methods = new List<string?>();
        foreach (string run in record.Runs)
        {
            await app.Hub.EndAsync(run);
            JsonNode status = (await app.GetAsync(run)).Json;
            Assert.Equal("done", (string?)status["status"]);
            methods.Add((string?)status["method"]);
        }

        Assert.Equal(["sketch", "ism"], methods);
        // What an upload starts is no part of the model: with another list it is the same version, and nothing goes stale.
        string version = (await VersionAsync(app))!;
        Assert.Equal(UploadOutcome.Accepted, (await DropModelAsync(app, "toy", "[]")).Outcome);
        Assert.Equal(version, await VersionAsync(app));
        Assert.Equal(2, app.Hub.Scheduled.Count);
        Assert.Single((await DropModelAsync(app, "toy", "null")).Runs);
    }

    [AzuriteTheory]
    [InlineData("""[{"method":"scetch"}]""", "onUpload[0]: method: \"scetch\" is not one of")]
    [InlineData("""[{"method":"sketch","options":{"budget":600}},{"method":"sketch","options":{"bugdet":600}}]""", "onUpload[1], field options.bugdet: there is no field of that name")]
    [InlineData("""[{"method":"sketch"}]""", "options.budget: say how many rows")]
    [InlineData("""[{"method":"ism","options":{"budget":600}}]""", "is an option of sketch only")]
    [InlineData("""[{"method":"sketch","model":"other","options":{"budget":600}}]""", "leave model out")]
    [InlineData("""["sketch"]""", "onUpload[0]: must be an object")]
    [InlineData("""[{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}]""", "at most 16")]
    [InlineData("\"sketch\"", "manifest.json")]
    public async Task Model_WhoseManifestAsksForWhatIsNone_IsRefusedAndNotRegistered(string onUpload, string says)
    {
        using var app = new FunctionApp(azurite, NoSketch);
        UploadRecord record = await DropModelAsync(app, "toy", onUpload);
        Assert.Equal(UploadOutcome.Refused, record.Outcome);
        Assert.Contains(says, record.Message, StringComparison.Ordinal);
        Assert.Null(await VersionAsync(app));
        Assert.Empty(app.Hub.Scheduled);
    }

    [AzuriteFact]
    public async Task Uploads_ThatAreWrong_AreRefusedWithTheReason_AndNeverThrown()
    {
        using var app = new FunctionApp(azurite, NoSketch with { MostUploadBytes = 20_000 });
        await DropAsync(app, "models", "toy/model.onnx", Bytes(ToyOnnx.Additive()));
        (string Name, byte[] Content, string Says)[] wrong =
        [
            ("toy/large.fa", new byte[20_001], "20,001 bytes"),
            ("toy/bomb.fa.gz", Gzip(">a\n" + new string('A', 1_000_000)), "unpacked"),
            ("toy/no.fa.gz", Encoding.UTF8.GetBytes(Fasta), "no gzip"),
            ("toy/letter.fa", Encoding.UTF8.GetBytes(">a\nACGTACGTAJ\n"), "'J'"),
            ("toy/short.fa", Encoding.UTF8.GetBytes(">a\nACGT\n"), "takes exactly 10"),
            ("toy/variants.vcf", Encoding.UTF8.GetBytes("##fileformat=VCFv4.2\n"), "names no genome"),
            ("none/x.fa", Encoding.UTF8.GetBytes(Fasta), "none is registered"),
        ];
        foreach ((string name, byte[] content, string says) in wrong)
        {
            UploadRecord record = await DropAsync(app, "uploads", name, content);
            Assert.True(record.Outcome == UploadOutcome.Refused, $"{name}: {record}");
            Assert.Contains(says, record.Message, StringComparison.Ordinal);
        }

        UploadRecord evil = await DropAsync(app, "models", "evil/model.onnx", HostileModels.External("../../../../etc/passwd"));
        Assert.Equal(UploadOutcome.Refused, evil.Outcome);
        Assert.Null(await app.Get<ICatalog>().FindAsync("models", "evil"));
        Assert.Empty(app.Hub.Scheduled);
    }

    [AzuriteFact]
    public async Task Uploads_ThatAreHalfWritten_AreLeftUntilTheyAreWhole()
    {
        using var app = new FunctionApp(azurite, NoSketch);
        await DropAsync(app, "models", "toy/model.onnx", Bytes(ToyOnnx.Additive()));
        // Made empty first and filled later, as some tools do.
        Assert.Equal(UploadOutcome.Ignored, (await DropAsync(app, "uploads", "toy/x.fa", [])).Outcome);
        Assert.Equal(UploadOutcome.Ignored, (await TellAsync(app, "uploads", "toy/gone.fa")).Outcome);
        BlobClient blob = app.Blobs.GetBlobContainerClient("uploads").GetBlobClient("toy/x.fa");
        byte[] bytes = Encoding.UTF8.GetBytes(Fasta);
        // What its writer says of it, by checksum, is not what is there.
        await blob.UploadAsync(new MemoryStream(bytes), new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["sha256"] = new('0', 64) } });
        Assert.Equal(UploadOutcome.Refused, (await TellAsync(app, "uploads", "toy/x.fa")).Outcome);
        await blob.UploadAsync(new MemoryStream(bytes), overwrite: true);
        await blob.SetHttpHeadersAsync(new BlobHttpHeaders { ContentHash = new byte[16] });
        // Damage on the way is worth another try: the host sees it thrown.
        await Assert.ThrowsAsync<IOException>(() => TellAsync(app, "uploads", "toy/x.fa"));
        Assert.Empty(app.Hub.Scheduled);
        Assert.Equal(UploadOutcome.Accepted, (await DropAsync(app, "uploads", "toy/x.fa", bytes)).Outcome);
    }

    [AzuriteFact]
    public async Task Names_ThatAreHostile_TouchNothing()
    {
        using var app = new FunctionApp(azurite, NoSketch);
        foreach (string container in (string[])["models", "genomes", "uploads", "artifacts", "../models"])
            foreach (string name in BlobNamesTests.Hostile.Concat(["model.onnx", "toy/other.onnx", "a b/model.onnx", "toy/x.exe", "-x/model.onnx", "toy/sub/model.onnx"]))
                Assert.NotEqual(UploadOutcome.Accepted, (await TellAsync(app, container, name)).Outcome);
        Assert.Empty(await app.Get<ICatalog>().ListAsync("uploads").ToListAsync());
        Assert.All(app.Log, static line => Assert.DoesNotContain(line, char.IsControl));
    }

    [AzuriteFact]
    public async Task Genome_IsNotedWithItsSize()
    {
        using var app = new FunctionApp(azurite);
        UploadRecord record = await DropAsync(app, "genomes", "hg/genome.fa", Encoding.UTF8.GetBytes(Fasta));
        Assert.True(record.Outcome == UploadOutcome.Accepted, record.Message);
        JsonNode genome = JsonNode.Parse((await app.Get<ICatalog>().FindAsync("genomes", "hg"))!.Json)!;
        Assert.Equal((2L, 20L), ((long)genome["contigs"]!, (long)genome["letters"]!));
    }

    [AzuriteFact]
    public async Task QueueMessage_OfAnUpload_IsTheSameAsItsEvent()
    {
        using var app = new FunctionApp(azurite, NoSketch);
        await app.Blobs.GetBlobContainerClient("models").GetBlobClient("toy/model.onnx").UploadAsync(new BinaryData(Bytes(ToyOnnx.Additive())), overwrite: true);
        var functions = app.Make<UploadTriggers>();
        foreach (string noEvent in (string[])["", "nonsense", "[]", "{}", """{"eventType":"Microsoft.Storage.BlobDeleted","subject":"/blobServices/default/containers/models/blobs/toy/model.onnx"}""", """{"type":"Microsoft.Storage.BlobCreated","subject":"/elsewhere"}"""])
            await functions.QueuedAsync(noEvent, app.Hub, CancellationToken.None);
        Assert.Null(await app.Get<ICatalog>().FindAsync("models", "toy"));
        await functions.QueuedAsync("""{"eventType":"Microsoft.Storage.BlobCreated","subject":"/blobServices/default/containers/models/blobs/toy/model.onnx","data":{}}""", app.Hub, CancellationToken.None);
        Assert.NotNull(await app.Get<ICatalog>().FindAsync("models", "toy"));
    }

    [AzuriteFact]
    public async Task QueueMessage_WhoseRunFindsNoRoom_IsThrownBackToTheHost_AndTakenTheNextTime()
    {
        using var app = new FunctionApp(azurite, NoSketch);
        await DropAsync(app, "models", "toy/model.onnx", Bytes(ToyOnnx.Additive()));
        await app.Blobs.GetBlobContainerClient("uploads").GetBlobClient("toy/x.fa").UploadAsync(new BinaryData(Encoding.UTF8.GetBytes(Fasta)), overwrite: true);
        const string Message = """{"eventType":"Microsoft.Storage.BlobCreated","subject":"/blobServices/default/containers/uploads/blobs/toy/x.fa"}""";
        var functions = app.Make<UploadTriggers>();
        app.Hub.Refuses = new InputException("Too many are waiting.", "queue-full");
        await Assert.ThrowsAsync<InputException>(() => functions.QueuedAsync(Message, app.Hub, CancellationToken.None));
        Assert.Empty(app.Hub.Scheduled);
        app.Hub.Refuses = null;
        await functions.QueuedAsync(Message, app.Hub, CancellationToken.None);
        await app.Hub.EndAsync(Assert.Single(app.Hub.Scheduled));
    }

    [Theory]
    [InlineData("eventType")]
    [InlineData("type")]
    public void Event_InEitherSchema_NamesItsBlob(string field)
    {
        UploadEvent upload = UploadEvent.Parse($$"""{"{{field}}":"Microsoft.Storage.BlobCreated","subject":"/blobServices/default/containers/uploads/blobs/toy/blobs/x.fa"}""")!;
        Assert.Equal(new UploadEvent("uploads", "toy/blobs/x.fa"), upload);
    }

    /// <summary>The manifest first, then the model.</summary>
    private static async Task<UploadRecord> DropModelAsync(FunctionApp app, string id, string onUpload)
    {
        string manifest = $$"""{"id":"{{id}}","input":{"name":"x","axes":"NLC"},"targets":[{"name":"sum","output":"y","index":"0"}],"onUpload":{{onUpload}}}""";
        await app.Blobs.GetBlobContainerClient("models").GetBlobClient($"{id}/manifest.json").UploadAsync(new BinaryData(Encoding.UTF8.GetBytes(manifest)), overwrite: true);
        return await DropAsync(app, "models", $"{id}/model.onnx", Bytes(ToyOnnx.Additive()));
    }

    private static async Task<string?> VersionAsync(FunctionApp app) =>
        await app.Get<ICatalog>().FindAsync("models", "toy") is { } entry ? (string?)JsonNode.Parse(entry.Json)!["version"] : null;

    private static async Task<UploadRecord> DropAsync(FunctionApp app, string container, string name, byte[] content)
    {
        await app.Blobs.GetBlobContainerClient(container).GetBlobClient(name).UploadAsync(new BinaryData(content), overwrite: true);
        return await TellAsync(app, container, name);
    }

    private static Task<UploadRecord> TellAsync(FunctionApp app, string container, string name) =>
        app.Get<UploadHandler>().HandleAsync(container, name, new DurableRunHost(app.Hub, app.Get<RunBook>(), TimeProvider.System), CancellationToken.None);

    private static byte[] Bytes(TestGraph model) => model.Proto.ToByteArray();

    private static byte[] Gzip(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }
}
