using System.Diagnostics;
using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using GenoXai.Tests.Eng;
using GenoXai.Tests.Local;

namespace GenoXai.Tests.Functions.Storage;

/// <summary>Skips a test, visibly, where the storage emulator is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AzuriteFactAttribute : FactAttribute
{
    public AzuriteFactAttribute()
    {
        if (!Azurite.IsInstalled) Skip = "Azurite is not installed in eng/azurite: dotnet test does so where node and npm are.";
    }
}

/// <inheritdoc cref="AzuriteFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AzuriteTheoryAttribute : TheoryAttribute
{
    public AzuriteTheoryAttribute()
    {
        if (!Azurite.IsInstalled) Skip = "Azurite is not installed in eng/azurite: dotnet test does so where node and npm are.";
    }
}

/// <summary>Tests against the emulator run one after another: some measure memory, some kill it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AzuriteTests : ICollectionFixture<Azurite>
{
    public const string Name = "Azurite";
}

/// <summary>Microsoft's storage emulator as a process of its own, its data on disk, on free ports of this machine.</summary>
public sealed partial class Azurite : IDisposable
{
    // The emulator's well-known account.
    private const string Account = "devstoreaccount1", Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private static readonly string Script = Path.Combine(BuildFolder.Repository, "eng/azurite/node_modules/azurite/dist/src/azurite.js");
    private readonly TemporaryFolder _folder = new();
    private readonly int[] _ports = new int[3];
    private Process? _process;
    private int _containers;

    public Azurite()
    {
        if (IsInstalled) Start();
    }

    public static bool IsInstalled { get; } = File.Exists(Script) && HasNode();

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint=http://127.0.0.1:{_ports[0]}/{Account};"
        + $"QueueEndpoint=http://127.0.0.1:{_ports[1]}/{Account};TableEndpoint=http://127.0.0.1:{_ports[2]}/{Account};";

    /// <summary>A new empty container.</summary>
    public BlobContainerClient NewContainer()
    {
        var container = new BlobContainerClient(ConnectionString, $"test-{Interlocked.Increment(ref _containers)}", Patient(new BlobClientOptions()));
        container.Create();
        return container;
    }

    /// <summary>The account, with the containers of the app; each call begins with empty ones.</summary>
    public BlobServiceClient NewAccount()
    {
        var account = new BlobServiceClient(ConnectionString, Patient(new BlobClientOptions()));
        foreach (string name in (string[])["artifacts", "models", "genomes", "uploads"])
        {
            BlobContainerClient container = account.GetBlobContainerClient(name);
            container.CreateIfNotExists();
            // The app of the test before may still be clearing up, so a listed blob can be gone.
            foreach (BlobItem blob in container.GetBlobs()) container.DeleteBlobIfExists(blob.Name);
        }

        return account;
    }

    /// <summary>The account's tables, the catalog empty.</summary>
    public TableServiceClient NewTables()
    {
        var tables = new TableServiceClient(ConnectionString, Patient(new TableClientOptions()));
        TableClient catalog = tables.GetTableClient("catalog");
        Empty(catalog).GetAwaiter().GetResult();
        return tables;

        static async Task Empty(TableClient table)
        {
            await table.CreateIfNotExistsAsync();
            await foreach (TableEntity entity in table.QueryAsync<TableEntity>()) await table.DeleteEntityAsync(entity.PartitionKey, entity.RowKey);
        }
    }

    /// <summary>A table that is not there yet.</summary>
    public TableClient NewTable() => new TableServiceClient(ConnectionString, Patient(new TableClientOptions())).GetTableClient($"test{Interlocked.Increment(ref _containers)}");

    /// <summary>As an update of the machine would: it is told to end, and writes what it holds to disk.</summary>
    public void Stop()
    {
        using (Process told = Process.Start("kill", $"-TERM {_process!.Id}")) told.WaitForExit();
        if (_process.WaitForExit(TimeSpan.FromSeconds(20)))
        {
            _process.Dispose();
            _process = null;
        }
        else
        {
            Kill();
        }
    }

    /// <summary>As a crash would.</summary>
    public void Kill()
    {
        _process!.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Starts it, again with what lies on disk, at the same addresses.</summary>
    public void Start()
    {
        var start = new ProcessStartInfo("node",
        [
            Script, "--silent", "--skipApiVersionCheck", "--disableTelemetry", "--location", _folder.Path("azurite"),
            "--blobPort", $"{_ports[0]}", "--queuePort", $"{_ports[1]}", "--tablePort", $"{_ports[2]}",
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        Directory.CreateDirectory(_folder.Path("azurite"));
        using var listening = new CountdownEvent(3);
        var process = new Process { StartInfo = start };
        process.ErrorDataReceived += static (_, _) => { };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null || Listening().Match(line.Data) is not { Success: true } match) return;
            _ports[match.Groups[1].Value switch { "Blob" => 0, "Queue" => 1, _ => 2 }] = int.Parse(match.Groups[2].Value, null);
            listening.Signal();
        };
        process.Start();
        _process = process;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        if (listening.Wait(TimeSpan.FromMinutes(5))) return;
        Dispose();
        throw new TimeoutException("Azurite does not listen.");
    }

    public void Dispose()
    {
        if (_process is not null) Kill();
        _folder.Dispose();
    }

    [GeneratedRegex("Azurite (Blob|Queue|Table) service is successfully listening at http://127.0.0.1:([0-9]+)")]
    private static partial Regex Listening();

    private static T Patient<T>(T options)
        where T : ClientOptions
    {
        // Ten seconds: on a busy machine the emulator takes as long to start again.
        options.Retry.MaxRetries = 40;
        options.Retry.Mode = RetryMode.Fixed;
        options.Retry.Delay = TimeSpan.FromMilliseconds(250);
        return options;
    }

    private static bool HasNode()
    {
        try
        {
            using Process node = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true })!;
            node.WaitForExit();
            return node.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
