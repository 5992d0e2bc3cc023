using System.Globalization;
using GenoXai.Core.Sequences;
using Microsoft.Extensions.Configuration;

namespace GenoXai.Functions;

/// <summary>What the app settings say. None of them is a secret: storage is reached by identity.</summary>
public sealed record AzureOptions
{
    /// <summary>The section with the addresses of the data's storage account; also the triggers' connection.</summary>
    public const string Connection = "DataStorage";

    internal const string Emulator = "UseDevelopmentStorage=true";

    /// <summary>Address of the blobs; null for the storage emulator.</summary>
    public Uri? BlobService { get; init; }

    /// <summary>Address of the tables; null for the storage emulator.</summary>
    public Uri? TableService { get; init; }

    /// <summary>Container of runs and models (<c>GENOXAI_ARTIFACT_CONTAINER</c>); artifacts.</summary>
    public string ArtifactContainer { get; init; } = "artifacts";

    /// <summary>Table of models, runs and sketches (<c>GENOXAI_CATALOG_TABLE</c>); catalog.</summary>
    public string CatalogTable { get; init; } = "catalog";

    /// <summary>The user-assigned identity; null for the app's own.</summary>
    public string? ClientId { get; init; }

    /// <summary>Whether a developer runs this, who signs in with tools of his own.</summary>
    public bool IsDevelopment { get; init; }

    /// <summary>Whether callers are told apart, as the platform authenticates them (<c>GENOXAI_CALLERS</c>: <c>platform</c>, the default, or <c>one</c>).</summary>
    public bool TellsCallersApart { get; init; } = true;

    /// <summary>Chunks that are shown to the model at once (<c>GENOXAI_MODEL_RUNS</c>); 1.</summary>
    public int ModelRunsAtOnce { get; init; } = 1;

    /// <summary>Longest time for one chunk's rows (<c>GENOXAI_MODEL_TIMEOUT</c>); 15 minutes.</summary>
    public TimeSpan ModelTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Sessions open at once, unless more are in use (<c>GENOXAI_MODELS_OPEN</c>); 2.</summary>
    public int ModelsOpen { get; init; } = 2;

    /// <summary>Versions of models kept on disk (<c>GENOXAI_MODELS_ON_DISK</c>); 8.</summary>
    public int ModelsOnDisk { get; init; } = 8;

    /// <summary>Where they are kept (<c>GENOXAI_CACHE</c>).</summary>
    public string CacheFolder { get; init; } = Path.Combine(Path.GetTempPath(), "genoxai-models");

    /// <summary>Largest uploaded file of sequences, unpacked (<c>GENOXAI_UPLOAD_BYTES</c>); 64 MiB.</summary>
    public long MostUploadBytes { get; init; } = 64L << 20;

    /// <summary>Rows of the sketch that an uploaded model of at most 64 positions gets (<c>GENOXAI_UPLOAD_BUDGET</c>); 20,000, 0 for none.</summary>
    public int UploadBudget { get; init; } = 20_000;

    /// <summary>Days that an ended run is kept (<c>GENOXAI_KEEP_RUNS_DAYS</c>); 90.</summary>
    public int KeepDays { get; init; } = 90;

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">Where they are.</param>
    /// <exception cref="InputException">One is missing or wrong; it is named.</exception>
    public static AzureOptions Of(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var usual = new AzureOptions();
        bool emulator = configuration[Connection] == Emulator;
        if (configuration[Connection] is not null && !emulator)
            throw new InputException($"{Connection}: connection strings are not taken. Set {Connection}__blobServiceUri, __queueServiceUri and __tableServiceUri, and give the app's identity its roles.", "bad-option");
        return new AzureOptions
        {
            BlobService = emulator ? null : Address(configuration, "blobServiceUri"),
            TableService = emulator ? null : Address(configuration, "tableServiceUri"),
            ArtifactContainer = configuration["GENOXAI_ARTIFACT_CONTAINER"] is { Length: > 0 } container ? container : usual.ArtifactContainer,
            CatalogTable = configuration["GENOXAI_CATALOG_TABLE"] is { Length: > 0 } table ? table : usual.CatalogTable,
            ClientId = configuration[$"{Connection}:clientId"],
            IsDevelopment = configuration["AZURE_FUNCTIONS_ENVIRONMENT"] == "Development",
            TellsCallersApart = Choice(configuration, "GENOXAI_CALLERS", "platform", "one"),
            ModelRunsAtOnce = (int)Number(configuration, "GENOXAI_MODEL_RUNS", usual.ModelRunsAtOnce, 1, 64),
            ModelTimeout = Time(configuration, "GENOXAI_MODEL_TIMEOUT", usual.ModelTimeout),
            ModelsOpen = (int)Number(configuration, "GENOXAI_MODELS_OPEN", usual.ModelsOpen, 1, 64),
            ModelsOnDisk = (int)Number(configuration, "GENOXAI_MODELS_ON_DISK", usual.ModelsOnDisk, 1, 1000),
            CacheFolder = configuration["GENOXAI_CACHE"] is { Length: > 0 } folder ? Path.GetFullPath(folder) : usual.CacheFolder,
            MostUploadBytes = Number(configuration, "GENOXAI_UPLOAD_BYTES", usual.MostUploadBytes, 1, 1L << 30),
            UploadBudget = (int)Number(configuration, "GENOXAI_UPLOAD_BUDGET", usual.UploadBudget, 0, 10_000_000),
            KeepDays = (int)Number(configuration, "GENOXAI_KEEP_RUNS_DAYS", usual.KeepDays, 1, 10_000),
        };
    }

    private static Uri Address(IConfiguration configuration, string name) =>
        Uri.TryCreate(configuration[$"{Connection}:{name}"], UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttps
            ? address
            : throw new InputException($"{Connection}__{name}: set it to the https address of the data's storage account.", "bad-option");

    private static bool Choice(IConfiguration configuration, string name, string first, string second) => configuration[name] switch
    {
        null or "" => true,
        { } text when text == first => true,
        { } text when text == second => false,
        { } text => throw new InputException($"{name} \"{text}\": {first} or {second}.", "bad-option"),
    };

    private static long Number(IConfiguration configuration, string name, long usual, long least, long most) => configuration[name] switch
    {
        null or "" => usual,
        { } text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most => number,
        { } text => throw new InputException($"{name} \"{text}\": a number from {least} to {most}.", "bad-option"),
    };

    private static TimeSpan Time(IConfiguration configuration, string name, TimeSpan usual) => configuration[name] switch
    {
        null or "" => usual,
        { } text when TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out TimeSpan time) && time > TimeSpan.Zero && time <= TimeSpan.FromDays(1) => time,
        { } text => throw new InputException($"{name} \"{text}\": a time such as 00:15:00, a day at most.", "bad-option"),
    };
}
