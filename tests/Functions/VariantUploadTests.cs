using System.Text;
using System.Text.Json.Nodes;
using Azure;
using Azure.Storage.Blobs;
using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Functions;
using GenoXai.Functions.Storage;
using GenoXai.Functions.Uploads;
using GenoXai.Local.Running;
using GenoXai.Local.Storage;
using GenoXai.Tests.Api;
using GenoXai.Tests.Functions.Storage;
using GenoXai.Tests.Local;
using GenoXai.Tests.ToyModels;
using Google.Protobuf;

namespace GenoXai.Tests.Functions;

/// <summary>A genome and a VCF dropped into the emulator: the run they start, and what it refuses.</summary>
[Collection(AzuriteTests.Name)]
public sealed class VariantUploadTests(Azurite azurite)
{
    private const string Genome = ">c first\nACGTTGCAACGGTCATTGCAGGATC\nCAATTGGCCATGCAT\n>d\nACGTACGTACGTACGTACGT\n";
    private const string Vcf = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\nc\t12\trs1\tG\tA,T\nc\t21\t.\tG\tGCCC\nc\t13\t.\tTCA\tT,<DEL>\nd\t8\t.\tT\tA\n";
    private static readonly AzureOptions NoSketch = new() { UploadBudget = 0 };

    [AzuriteFact]
    public async Task Variants_OfAnUpload_MakeTheFilesThatTheCommandLineMakes()
    {
        using var app = new FunctionApp(azurite, NoSketch);
        await DropAsync(app, "genomes", "hg/genome.fa", Genome);
        await DropModelAsync(app, """ "genome":"hg", """);
        UploadRecord record = await DropAsync(app, "uploads", "toy/v.vcf", Vcf);
        Assert.True(record.Outcome == UploadOutcome.Accepted, record.Message);
        string run = Assert.Single(record.Runs);
        await app.Hub.EndAsync(run);
        JsonNode status = (await app.GetAsync(run)).Json;
        Assert.Equal(("done", "variants", 4), ((string?)status["status"], (string?)status["method"], (int)status["sequences"]!));

        using var folder = new TemporaryFolder();
        string vcf = folder.Write("v.vcf", Vcf), genome = folder.Write("g.fa", Genome);
        ToyOnnx.Additive().Save(folder.Path("m.onnx"));
        folder.Write("manifest.json", Manifest(""));
        using OnnxSequenceModel model = ModelLoader.Load(folder.Path("m.onnx")).Open(["sum"], new ModelOptions { Threads = 1 });
        var request = new RunRequest { Method = RunMethod.Variants, Targets = ["sum"], Pictures = 0 };
        var context = new RunContext(request, model, new FolderArtifactStore(folder.Path("out")), VariantWindows.ReadFiles(vcf, genome, model.Alphabet, 10, false), "variants");
        await new LocalRunner(context, folder.Path("out"), 2).RunAsync(null, CancellationToken.None);
        foreach (string file in new[] { "variants.tsv", "variants.npz", "skipped.tsv", "variants.svg" })
            Assert.Equal(await File.ReadAllBytesAsync(folder.Path("out/" + file)), (await app.ResultAsync(run, file)).Body);

        // Told of the same content twice, it is one run.
        Assert.Equal(UploadOutcome.Ignored, (await DropAsync(app, "uploads", "toy/v.vcf", Vcf)).Outcome);
        Assert.Equal(run, Assert.Single((await DropAsync(app, "uploads", "toy/other.vcf", Vcf)).Runs));
        Assert.Single(app.Hub.Scheduled);
    }

    [AzuriteFact]
    public async Task Genome_UploadedAgain_CountsByItsContent()
    {
        using var app = new FunctionApp(azurite, NoSketch);
        await DropAsync(app, "genomes", "hg/genome.fa", Genome);
        await DropModelAsync(app, """ "genome":"hg", """);
        // The same content is another version of the blob, and is read all the same.
        Assert.Equal(UploadOutcome.Ignored, (await DropAsync(app, "genomes", "hg/genome.fa", Genome)).Outcome);
        string run = Assert.Single((await DropAsync(app, "uploads", "toy/a.vcf", Vcf)).Runs);
        await app.Hub.EndAsync(run);
        Assert.Equal("done", (string?)(await app.GetAsync(run)).Json["status"]);

        // Another one before the run reads it: not in silence.
        string other = Genome.Replace("ACGTTGC", "ACCTTGC", StringComparison.Ordinal);
        app.Hub.Before = name =>
        {
            if (name == RunLedger.Begin) app.Blobs.GetBlobContainerClient("genomes").GetBlobClient("hg/genome.fa").Upload(new BinaryData(other), overwrite: true);
        };
        string late = Assert.Single((await DropAsync(app, "uploads", "toy/b.vcf", Vcf + "d\t9\t.\tA\tC\n")).Runs);
        await app.Hub.EndAsync(late);
        Assert.Contains("was replaced or removed", await FailureAsync(app, late), StringComparison.Ordinal);

        app.Hub.Before = static _ => { };
        Assert.Equal(UploadOutcome.Accepted, (await TellAsync(app, "genomes", "hg/genome.fa")).Outcome);
        Assert.Single(await app.Blobs.GetBlobContainerClient("artifacts").GetBlobsAsync(prefix: "genomes/").ToListAsync());
        string again = Assert.Single((await DropAsync(app, "uploads", "toy/c.vcf", Vcf + "d\t9\t.\tA\tC\n")).Runs);
        Assert.NotEqual(late, again);
        await app.Hub.EndAsync(again);
        Assert.Equal("done", (string?)(await app.GetAsync(again)).Json["status"]);
    }

    [AzuriteFact]
    public async Task Variants_OfAnotherModelUnderTheName_AreRunAgain()
    {
        using var app = new FunctionApp(azurite, NoSketch);
        await DropAsync(app, "genomes", "hg/genome.fa", Genome);
        await DropModelAsync(app, """ "genome":"hg", """);
        await app.Hub.EndAsync(Assert.Single((await DropAsync(app, "uploads", "toy/a.vcf", Vcf)).Runs));
        JsonNode onPairs = await app.RunAsync("""{"method":"variants","model":"toy","targets":["sum"],"pairs":[{"id":"p","reference":"AAAAAAAAAA","alternative":"AATAAAAAAA"}]}""");
        Assert.Equal("done", (string?)onPairs["status"]);
        await DropModelAsync(app, """ "genome":"hg","version":"2", """);
        var reanalysis = new Reanalysis(app.Get<RunBook>(), app.Get<IModelLibrary>(), app.Get<IArtifactStore>());
        using var intake = new RunIntake(app.Get<RunBook>(), app.Get<IModelLibrary>(), app.Get<IArtifactStore>(), new DurableRunHost(app.Hub, app.Get<RunBook>(), TimeProvider.System), TimeProvider.System) { CheckOn = ExecutionProvider.Cpu };
        ReanalysisReport report = await reanalysis.RunAsync(intake, CancellationToken.None);
        Assert.Equal(2, report.Started.Count);
        Assert.Empty(report.Refused);
        foreach (string again in report.Started.Values)
        {
            await app.Hub.EndAsync(again);
            RunEntry entry = (await app.Get<RunBook>().FindAsync(again, CancellationToken.None))!;
            Assert.Equal(RunPhase.Done, entry.Phase);
        }

        Assert.Empty((await reanalysis.RunAsync(intake, CancellationToken.None)).Started);
    }

    [AzuriteFact]
    public async Task Variants_OnAGenomeThatIsReplaced_AreRunAgainOnTheNewOne_AndOnceOnly()
    {
        using var app = new FunctionApp(azurite, NoSketch);
        await DropAsync(app, "genomes", "hg/genome.fa", Genome);
        await DropModelAsync(app, """ "genome":"hg", """);
        string first = Assert.Single((await DropAsync(app, "uploads", "toy/a.vcf", Vcf)).Runs);
        await app.Hub.EndAsync(first);
        var genomes = app.Get<StoredGenomes>();
        var reanalysis = new Reanalysis(app.Get<RunBook>(), app.Get<IModelLibrary>(), app.Get<IArtifactStore>(), genomes.HashOfAsync);
        using var intake = new RunIntake(app.Get<RunBook>(), app.Get<IModelLibrary>(), app.Get<IArtifactStore>(), new DurableRunHost(app.Hub, app.Get<RunBook>(), TimeProvider.System), TimeProvider.System) { CheckOn = ExecutionProvider.Cpu };
        Assert.Empty((await reanalysis.RunAsync(intake, CancellationToken.None)).Started);

        await DropAsync(app, "genomes", "hg/genome.fa", Genome + ">another\nACGTACGTACGT\n");
        ReanalysisReport report = await reanalysis.RunAsync(intake, CancellationToken.None);
        Assert.Equal(first, Assert.Single(report.Started).Key);
        await app.Hub.EndAsync(report.Started[first]);
        RunEntry again = (await app.Get<RunBook>().FindAsync(report.Started[first], CancellationToken.None))!;
        Assert.Equal((RunPhase.Done, await genomes.HashOfAsync("hg", CancellationToken.None)), (again.Phase, again.Variants!.GenomeSha256));
        Assert.Empty((await reanalysis.RunAsync(intake, CancellationToken.None)).Started);
    }

    [AzuriteFact]
    public async Task Variants_ThatCannotBeRead_AreRefusedWithTheReason()
    {
        using var app = new FunctionApp(azurite, NoSketch);
        await DropModelAsync(app, "");
        Assert.Contains("names no genome", await RefusalAsync("toy/v.vcf", Vcf), StringComparison.Ordinal);
        await DropModelAsync(app, """ "genome":"hg", """);
        Assert.Contains("genome \"hg\": none is registered", await RefusalAsync("toy/v.vcf", Vcf), StringComparison.Ordinal);
        Assert.Contains("'J' is not a letter of DNA", (await DropAsync(app, "genomes", "hg/genome.fa", ">c\nACGTJ\n")).Message, StringComparison.Ordinal);
        Assert.Equal(UploadOutcome.Accepted, (await DropAsync(app, "genomes", "hg/genome.fa", Genome)).Outcome);
        Assert.Contains("toy/v.vcf, line 1: 1 columns", await RefusalAsync("toy/v.vcf", "ACGT\n"), StringComparison.Ordinal);
        Assert.Contains("no variant in it", await RefusalAsync("toy/v.vcf", "##fileformat=VCFv4.2\n"), StringComparison.Ordinal);
        Assert.Empty(app.Hub.Scheduled);

        // Only the run reads the genome: it fails with the line.
        foreach ((string line, string says) in new[] { ("c\t12\t.\tT\tA\n", "line 1: REF T at c:12 disagrees"), ("chr9\t12\t.\tT\tA\n", "line 1: the contig chr9"), ("c\t2\t.\tC\tA\n", "line 1: the window of 10 letters") })
        {
            string run = Assert.Single((await DropAsync(app, "uploads", "toy/v.vcf", line)).Runs);
            await app.Hub.EndAsync(run);
            Assert.Contains(says, await FailureAsync(app, run), StringComparison.Ordinal);
        }

        async Task<string> RefusalAsync(string name, string text)
        {
            UploadRecord record = await DropAsync(app, "uploads", name, text);
            Assert.Equal(UploadOutcome.Refused, record.Outcome);
            return record.Message;
        }
    }

    [AzuriteFact]
    public async Task Variants_PostedWithoutAFile_AreRefused()
    {
        using var app = new FunctionApp(azurite, NoSketch);
        await DropModelAsync(app, "");
        Answer answer = await app.StartAsync("""{"method":"variants","model":"toy","targets":["sum"]}""");
        Assert.Equal(400, (int)answer.Status);
        Assert.Contains("by an upload", Encoding.UTF8.GetString(answer.Body), StringComparison.Ordinal);
    }

    [AzuriteFact]
    public async Task BlobBlocks_ReadAnyBytes_WithOneRequestForABlock()
    {
        BlobContainerClient container = azurite.NewContainer();
        BlobClient blob = container.GetBlobClient("g.fa");
        byte[] content = new byte[3 * BlobBlocks.BlockSize + 12_345];
        new Random(1).NextBytes(content);
        ETag version = (await blob.UploadAsync(new BinaryData(content))).Value.ETag;
        var blocks = new BlobBlocks(blob, version);
        for (int at = 0; at < content.Length - 1_000; at += 9_973)
        {
            var read = new byte[1_000];
            Assert.Equal(1_000, blocks.Read(at, read));
            Assert.True(read.AsSpan().SequenceEqual(content.AsSpan(at, 1_000)));
        }

        Assert.Equal(4, blocks.Requests);
        var tail = new byte[100];
        Assert.Equal(40, blocks.Read(content.Length - 40, tail));
        Assert.Equal(0, blocks.Read(40L * BlobBlocks.BlockSize, tail));
        await blob.UploadAsync(new BinaryData(content), overwrite: true);
        Assert.Throws<InputException>(() => new BlobBlocks(blob, version).Read(0, tail));
    }

    private static async Task<string> FailureAsync(FunctionApp app, string run)
    {
        JsonNode status = (await app.GetAsync(run)).Json;
        Assert.Equal("failed", (string?)status["status"]);
        return (string)status["error"]!["detail"]!;
    }

    private static string Manifest(string more) => $$"""{"id":"toy",{{more}}"input":{"name":"x","axes":"NLC"},"targets":[{"name":"sum","expression":"y"}]}""";

    private static async Task DropModelAsync(FunctionApp app, string more)
    {
        await app.Blobs.GetBlobContainerClient("models").GetBlobClient("toy/manifest.json").UploadAsync(new BinaryData(Manifest(more)), overwrite: true);
        await app.Blobs.GetBlobContainerClient("models").GetBlobClient("toy/model.onnx").UploadAsync(new BinaryData(ToyOnnx.Additive().Proto.ToByteArray()), overwrite: true);
        UploadRecord record = await TellAsync(app, "models", "toy/model.onnx");
        Assert.True(record.Outcome == UploadOutcome.Accepted, record.Message);
    }

    private static async Task<UploadRecord> DropAsync(FunctionApp app, string container, string name, string text)
    {
        await app.Blobs.GetBlobContainerClient(container).GetBlobClient(name).UploadAsync(new BinaryData(text), overwrite: true);
        return await TellAsync(app, container, name);
    }

    private static Task<UploadRecord> TellAsync(FunctionApp app, string container, string name) =>
        app.Get<UploadHandler>().HandleAsync(container, name, new DurableRunHost(app.Hub, app.Get<RunBook>(), TimeProvider.System), CancellationToken.None);
}
