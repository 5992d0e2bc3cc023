using System.Security.Cryptography;
using System.Text;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Functions.Storage;

namespace GenoXai.Tests.Functions.Storage;

/// <summary>The catalog against the emulator's table service.</summary>
[Collection(AzuriteTests.Name)]
public sealed class TableCatalogTests
{
    private readonly TableCatalog _catalog;

    public TableCatalogTests(Azurite azurite) => _catalog = new TableCatalog(Azurite.IsInstalled ? azurite.NewTable() : null!);

    [AzuriteFact]
    public async Task Put_ThenFind_GivesContentAndVersion()
    {
        Assert.Null(await _catalog.FindAsync("runs", "a"));
        CatalogEntry written = await _catalog.PutAsync("runs", "a", """{"x":"é 日本 😀 ' \" \\ "}""", null);
        Assert.Equal(written, await _catalog.FindAsync("runs", "a"));
        Assert.Null(await _catalog.FindAsync("models", "a"));
        await _catalog.DeleteAsync("runs", "a");
        await _catalog.DeleteAsync("runs", "a");
        Assert.Null(await _catalog.FindAsync("runs", "a"));
    }

    [AzuriteFact]
    public async Task Put_OfAnotherVersionThanTheOneRead_IsAConflict()
    {
        CatalogEntry first = await _catalog.PutAsync("runs", "a", "1", null);
        await Assert.ThrowsAsync<CatalogConflictException>(() => _catalog.PutAsync("runs", "a", "2", null));
        CatalogEntry second = await _catalog.PutAsync("runs", "a", "2", first.ETag);
        await Assert.ThrowsAsync<CatalogConflictException>(() => _catalog.PutAsync("runs", "a", "3", first.ETag));
        Assert.Equal(second, await _catalog.FindAsync("runs", "a"));
        await _catalog.PutAsync("runs", "a", "4", "*");
        await _catalog.DeleteAsync("runs", "a");
        await Assert.ThrowsAsync<CatalogConflictException>(() => _catalog.PutAsync("runs", "a", "5", second.ETag));
        Assert.Null(await _catalog.FindAsync("runs", "a"));
    }

    [AzuriteFact]
    public async Task Put_ByManyAtOnce_LosesNoChange()
    {
        await _catalog.PutAsync("runs", "sum", "0", null);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                CatalogEntry entry = (await _catalog.FindAsync("runs", "sum"))!;
                try
                {
                    await _catalog.PutAsync("runs", "sum", $"{int.Parse(entry.Json, null) + 1}", entry.ETag);
                    return;
                }
                catch (CatalogConflictException)
                {
                }
            }
        })));
        Assert.Equal("20", (await _catalog.FindAsync("runs", "sum"))!.Json);
    }

    [AzuriteFact]
    public async Task List_OfMoreThanAPage_GivesAllOfTheKindById()
    {
        // A page of the service has 1,000.
        string[] ids = [.. Enumerable.Range(0, 1005).Select(static i => $"r{i:d4}")];
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (id, token) => await _catalog.PutAsync("runs", id, id, null, token));
        await _catalog.PutAsync("models", "m", "m", null);
        var listed = new List<string>();
        await foreach (CatalogEntry entry in _catalog.ListAsync("runs")) listed.Add(entry.Json);
        Assert.Equal(ids, listed);
        // The listed versions serve for a change.
        await foreach (CatalogEntry entry in _catalog.ListAsync("models")) await _catalog.PutAsync("models", entry.Id, "n", entry.ETag);
        Assert.Equal("n", (await _catalog.FindAsync("models", "m"))!.Json);
    }

    [AzuriteTheory]
    [InlineData(32_000)]
    [InlineData(32_001)]
    [InlineData(900_000)]
    public async Task Put_OfALongRecord_KeepsItWhole(int length)
    {
        // Hashes, as of the files of a run: they hardly shrink.
        var text = new StringBuilder();
        for (int i = 0; text.Length < length; i++) text.Append(Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(i))));
        string json = text.ToString(0, length);
        CatalogEntry written = await _catalog.PutAsync("runs", "long", json, "*");
        Assert.Equal(written, await _catalog.FindAsync("runs", "long"));
        CatalogEntry shorter = await _catalog.PutAsync("runs", "long", "{}", written.ETag);
        Assert.Equal(shorter, await _catalog.FindAsync("runs", "long"));
    }

    [AzuriteFact]
    public async Task Put_OfARecordThatNoEntityHolds_IsRefused()
    {
        var random = new Random(1);
        string json = new([.. Enumerable.Range(0, 2_000_000).Select(_ => (char)random.Next(32, 127))]);
        Assert.Equal("too-large", (await Assert.ThrowsAsync<InputException>(() => _catalog.PutAsync("runs", "long", json, null))).Problem);
        Assert.Null(await _catalog.FindAsync("runs", "long"));
    }

    [AzuriteFact]
    public async Task Ids_WithLettersThatKeysMustNotHave_AreRefused()
    {
        foreach (string id in (string[])["a/b", "a\\b", "a#b", "a?b", "a\0b", "a\tb", "a'b", "a b", "", "..", "%2e", new('a', 101)])
        {
            Assert.Equal("bad-id", (await Assert.ThrowsAsync<InputException>(() => _catalog.FindAsync("runs", id))).Problem);
            Assert.Equal("bad-id", (await Assert.ThrowsAsync<InputException>(() => _catalog.PutAsync("runs", id, "{}", "*"))).Problem);
            Assert.Equal("bad-id", (await Assert.ThrowsAsync<InputException>(() => _catalog.DeleteAsync("runs", id))).Problem);
        }
    }
}
