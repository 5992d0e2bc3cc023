using GenoXai.Core.Sequences;
using GenoXai.Functions;
using Microsoft.Extensions.Configuration;

namespace GenoXai.Tests.Functions;

public sealed class AzureOptionsTests
{
    private static readonly (string Name, string Value)[] Whole =
        [("DataStorage:blobServiceUri", "https://x.blob.core.windows.net"), ("DataStorage:tableServiceUri", "https://x.table.core.windows.net")];

    [Fact]
    public void Of_Addresses_HasThem_AndTheDefaults()
    {
        AzureOptions options = Read(Whole);
        Assert.Equal(new Uri("https://x.blob.core.windows.net"), options.BlobService);
        Assert.Equal(new Uri("https://x.table.core.windows.net"), options.TableService);
        Assert.Equal(new AzureOptions { BlobService = options.BlobService, TableService = options.TableService }, options);
        Assert.True(options.TellsCallersApart);
    }

    [Fact]
    public void Of_EverySetting_TakesIt()
    {
        AzureOptions options = Read(
        [
            .. Whole, ("DataStorage:clientId", "c"), ("GENOXAI_CALLERS", "one"), ("GENOXAI_MODEL_RUNS", "3"), ("GENOXAI_MODEL_TIMEOUT", "00:01:30"), ("GENOXAI_MODELS_OPEN", "4"),
            ("GENOXAI_MODELS_ON_DISK", "5"), ("GENOXAI_UPLOAD_BYTES", "1000"), ("GENOXAI_UPLOAD_BUDGET", "0"), ("GENOXAI_KEEP_RUNS_DAYS", "7"), ("AZURE_FUNCTIONS_ENVIRONMENT", "Development"),
            ("GENOXAI_ARTIFACT_CONTAINER", "a"), ("GENOXAI_CATALOG_TABLE", "t"), ("GENOXAI_CACHE", "cache"),
        ]);
        Assert.Equal(("c", false, true), (options.ClientId, options.TellsCallersApart, options.IsDevelopment));
        Assert.Equal((3, TimeSpan.FromSeconds(90), 4, 5), (options.ModelRunsAtOnce, options.ModelTimeout, options.ModelsOpen, options.ModelsOnDisk));
        Assert.Equal(("a", "t", Path.GetFullPath("cache")), (options.ArtifactContainer, options.CatalogTable, options.CacheFolder));
        Assert.Equal((1000L, 0, 7), (options.MostUploadBytes, options.UploadBudget, options.KeepDays));
    }

    [Theory]
    [InlineData("DataStorage", "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=c2VjcmV0", "connection strings are not taken")]
    [InlineData("DataStorage:blobServiceUri", "", "DataStorage__blobServiceUri")]
    [InlineData("DataStorage:tableServiceUri", "http://x.table.core.windows.net", "https")]
    [InlineData("GENOXAI_CALLERS", "anyone", "platform or one")]
    [InlineData("GENOXAI_MODEL_RUNS", "0", "1 to 64")]
    [InlineData("GENOXAI_MODEL_TIMEOUT", "15 minutes", "00:15:00")]
    [InlineData("GENOXAI_KEEP_RUNS_DAYS", "-1", "GENOXAI_KEEP_RUNS_DAYS")]
    public void Of_AWrongSetting_NamesIt_AndTellsNoSecret(string name, string value, string says)
    {
        InputException error = Assert.Throws<InputException>(() => Read([.. Whole.Where(w => w.Name != name), (name, value)]));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", error.Message, StringComparison.Ordinal);
    }

    private static AzureOptions Read((string Name, string Value)[] settings) =>
        AzureOptions.Of(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static s => KeyValuePair.Create<string, string?>(s.Name, s.Value))).Build());
}
