using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using GenoXai.Api;
using GenoXai.Core.Pipeline;
using GenoXai.Functions.Models;
using GenoXai.Functions.Storage;
using GenoXai.Functions.Uploads;
using Microsoft.Extensions.DependencyInjection;

namespace GenoXai.Functions;

/// <summary>What the functions need, put together.</summary>
internal static class AzureServices
{
    /// <summary>Adds catalog, store, models and runs over the data's storage account.</summary>
    public static IServiceCollection AddGenoXaiAzure(this IServiceCollection services, AzureOptions options)
    {
        TokenCredential credential = CredentialOf(options);
        BlobServiceClient blobs = options.BlobService is { } address ? new BlobServiceClient(address, credential) : new BlobServiceClient(AzureOptions.Emulator);
        TableServiceClient tables = options.TableService is { } place ? new TableServiceClient(place, credential) : new TableServiceClient(AzureOptions.Emulator);
        return services.AddGenoXaiAzure(options, blobs, tables);
    }

    /// <summary>The same over a given account.</summary>
    internal static IServiceCollection AddGenoXaiAzure(this IServiceCollection services, AzureOptions options, BlobServiceClient blobs, TableServiceClient tables)
    {
        // An id names one sketch for ever; that it was removed may be noticed half a minute later.
        services.AddGenoXaiApi(new ApiOptions { HotSketchTrust = TimeSpan.FromSeconds(30) });
        services.AddSingleton(options);
        services.AddSingleton(blobs);
        services.AddSingleton<IArtifactStore>(new BlobArtifactStore(blobs.GetBlobContainerClient(options.ArtifactContainer)));
        services.AddSingleton<ICatalog>(new TableCatalog(tables.GetTableClient(options.CatalogTable)));
        services.AddSingleton<IModelLibrary, StoredModelLibrary>();
        services.AddSingleton<ModelSessions>();
        services.AddSingleton<ModelGate>();
        services.AddSingleton<StoredRuns>();
        services.AddSingleton<StoredGenomes>();
        services.AddSingleton<UploadIntake>();
        services.AddSingleton<UploadHandler>();
        services.AddSingleton<OpenRun>(static provider => provider.GetRequiredService<StoredRuns>().OpenAsync);
        services.AddSingleton<OwnerOf>(options.TellsCallersApart ? Callers.OfPlatform : Callers.One);
        return services;
    }

    private static TokenCredential CredentialOf(AzureOptions options) =>
        options.IsDevelopment ? new DefaultAzureCredential()
        : new ManagedIdentityCredential(options.ClientId is { } id ? ManagedIdentityId.FromUserAssignedClientId(id) : ManagedIdentityId.SystemAssigned);
}
