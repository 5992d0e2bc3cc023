using System.Globalization;
using GenoXai.Core.Pipeline;
using GenoXai.Local.Storage;

namespace GenoXai.Tests.Local;

public sealed class FolderCatalogTests
{
    [Fact]
    public async Task Put_ByManyAtOnce_LosesNoChange()
    {
        using var folder = new TemporaryFolder();
        await new FolderCatalog(folder.Path("home")).PutAsync("runs", "r", "0", null);
        // Each with a catalog of its own, as processes have.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var catalog = new FolderCatalog(folder.Path("home"));
            for (int changed = 0; changed < 25;)
            {
                CatalogEntry before = (await catalog.FindAsync("runs", "r"))!;
                try
                {
                    await catalog.PutAsync("runs", "r", (int.Parse(before.Json, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture), before.ETag);
                    changed++;
                }
                catch (CatalogConflictException)
                {
                    // Somebody else was first.
                }
            }
        })));
        var catalog = new FolderCatalog(folder.Path("home"));
        Assert.Equal("100", (await catalog.FindAsync("runs", "r"))!.Json);
        Assert.Equal("r", Assert.Single(await catalog.ListAsync("runs").ToListAsync()).Id);
    }

    [Fact]
    public async Task Delete_WhileAnotherChangesTheRecord_IsNotUndone()
    {
        using var folder = new TemporaryFolder();
        var catalog = new FolderCatalog(folder.Path("home"));
        for (int round = 0; round < 50; round++)
        {
            CatalogEntry before = await catalog.PutAsync("runs", "r", "0", null);
            Task change = Task.Run(async () =>
            {
                try
                {
                    await new FolderCatalog(folder.Path("home")).PutAsync("runs", "r", "1", before.ETag);
                }
                catch (CatalogConflictException)
                {
                    // It was gone before.
                }
            });
            await Task.WhenAll(change, Task.Run(() => catalog.DeleteAsync("runs", "r")));
            Assert.Null(await catalog.FindAsync("runs", "r"));
        }
    }
}
