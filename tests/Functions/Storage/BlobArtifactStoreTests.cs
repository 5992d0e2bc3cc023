using System.Security.Cryptography;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Functions.Storage;

namespace GenoXai.Tests.Functions.Storage;

/// <summary>The store against the emulator, which speaks the service's own protocol.</summary>
[Collection(AzuriteTests.Name)]
public sealed class BlobArtifactStoreTests
{
    private const int Block = BlockWriteStream.BlockSize;
    private readonly BlobContainerClient _container;
    private readonly BlobArtifactStore _store;

    public BlobArtifactStoreTests(Azurite azurite)
    {
        // Constructed for skipped tests too.
        _container = Azurite.IsInstalled ? azurite.NewContainer() : null!;
        _store = new BlobArtifactStore(_container);
    }

    [AzuriteTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(Block - 1)]
    [InlineData(Block)]
    [InlineData(Block + 1)]
    [InlineData((2 * Block) + 12345)]
    public async Task Put_ThenOpenRead_GivesTheSameBytes(int length)
    {
        byte[] bytes = Bytes(length, seed: 1);
        ArtifactInfo info = await PutAsync("a/b.npz", bytes, piece: 65_537);
        Assert.Equal(new ArtifactInfo("a/b.npz", length, Convert.ToHexStringLower(SHA256.HashData(bytes))), info);
        Assert.True(await _store.ExistsAsync("a/b.npz"));
        Assert.Equal(bytes, await ReadAsync("a/b.npz"));

        byte[] shorter = Bytes(length / 2, seed: 2);
        await PutAsync("a/b.npz", shorter, piece: 1 << 20);
        Assert.Equal(shorter, await ReadAsync("a/b.npz"));
    }

    [AzuriteFact]
    public async Task OpenRead_OfNothing_SaysSo()
    {
        Assert.False(await _store.ExistsAsync("none"));
        await Assert.ThrowsAsync<FileNotFoundException>(() => _store.OpenReadAsync("none"));
        await _store.DeleteAsync("none");
        await _store.DeleteAsync("none/");
    }

    [AzuriteFact]
    public async Task Put_CutInTheMiddle_LeavesNothingVisibleAndWhatWasThere()
    {
        byte[] before = Bytes(1000, seed: 1);
        await PutAsync("kept", before, 1000);
        foreach (string key in (string[])["kept", "new"])
        {
            await Assert.ThrowsAsync<IOException>(() => _store.PutAsync(key, async stream =>
            {
                await stream.WriteAsync(Bytes(3 * Block, seed: 2));
                throw new IOException("the worker was stopped");
            }));
        }

        Assert.Equal(before, await ReadAsync("kept"));
        Assert.False(await _store.ExistsAsync("new"));
        Assert.Equal(["kept"], await NamesAsync());
    }

    [AzuriteFact]
    public async Task Put_Cancelled_ChangesNothing()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.PutAsync("a", async stream =>
        {
            await stream.WriteAsync(Bytes(100, seed: 1), CancellationToken.None);
            await stop.CancelAsync();
        }, stop.Token));
        Assert.Empty(await NamesAsync());
    }

    [AzuriteFact]
    public async Task Put_ByManyWritersOfOneKey_LeavesOneOfTheirContents()
    {
        byte[][] contents = [.. Enumerable.Range(0, 8).Select(static i => Bytes(50_000 + i, seed: i))];
        await Task.WhenAll(contents.Select(c => Task.Run(() => PutAsync("one", c, 1000))));
        Assert.Contains(contents, Same(await ReadAsync("one")));
    }

    [AzuriteTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Put_ByTwoWritersOfLargeContents_NeverMixesThemAndTellsTheOneWhoLost(bool sameContent)
    {
        byte[] first = Bytes((2 * Block) + 5, seed: 1), second = sameContent ? first : Bytes((3 * Block) + 7, seed: 2);
        var bothAtWork = new TaskCompletionSource();
        Task<ArtifactInfo> slow = _store.PutAsync("large", async stream =>
        {
            await stream.WriteAsync(first);
            await bothAtWork.Task;
        });
        ArtifactInfo won = await PutAsync("large", second, 1 << 20);
        bothAtWork.SetResult();
        // The service forgot the slow writer's blocks when the other committed.
        if (sameContent) Assert.Equal(won, await slow);
        else Assert.Contains("somebody else", (await Assert.ThrowsAsync<IOException>(() => slow)).Message, StringComparison.Ordinal);
        Assert.Equal(second, await ReadAsync("large"));
    }

    [AzuriteTheory]
    [InlineData("other letter")]
    [InlineData("shorter")]
    [InlineData("longer")]
    [InlineData("no checksum")]
    public async Task OpenRead_OfADamagedBlob_SaysSo(string damage)
    {
        byte[] bytes = Bytes(100_000, seed: 1);
        await PutAsync("a", bytes, 1000);
        BlobClient blob = _container.GetBlobClient("a");
        IDictionary<string, string> metadata = (await blob.GetPropertiesAsync()).Value.Metadata;
        byte[] damaged = damage switch { "shorter" => bytes[..^1], "longer" => [.. bytes, 0], _ => [.. bytes] };
        if (damage == "other letter") damaged[77_777] ^= 1;
        if (damage == "no checksum") metadata.Clear();
        await blob.UploadAsync(new MemoryStream(damaged), new BlobUploadOptions { Metadata = metadata });
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync("a"));
        // By the synchronous reads of the pipeline too, up to the very last byte.
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await using Stream stream = await _store.OpenReadAsync("a");
            stream.ReadExactly(new byte[damaged.Length]);
        });
        await PutAsync("a", bytes, 1000);
        Assert.Equal(bytes, await ReadAsync("a"));
    }

    [AzuriteFact]
    public async Task Delete_OfAPrefix_DeletesWhatIsBelowItAndNothingElse()
    {
        foreach (string key in (string[])["runs/a/1", "runs/a/b/2", "runs/ab", "runs/ab/3"]) await PutAsync(key, [1], 1);
        await _store.DeleteAsync("runs/a/");
        Assert.Equal(["runs/ab", "runs/ab/3"], await NamesAsync());
        await _store.DeleteAsync("runs/ab");
        Assert.Equal(["runs/ab/3"], await NamesAsync());
    }

    [AzuriteFact]
    public async Task Keys_ThatAreHostile_AreRefusedBeforeTheServiceIsAsked()
    {
        foreach (string key in BlobNamesTests.Hostile)
        {
            await Assert.ThrowsAsync<InputException>(() => PutAsync(key, [1], 1));
            await Assert.ThrowsAsync<InputException>(() => _store.OpenReadAsync(key));
            await Assert.ThrowsAsync<InputException>(() => _store.ExistsAsync(key));
        }

        await Assert.ThrowsAsync<InputException>(() => _store.DeleteAsync("../"));
        await Assert.ThrowsAsync<InputException>(() => _store.DeleteAsync("/"));
        Assert.Empty(await NamesAsync());
    }

    /// <summary>A gigabyte.</summary>
    [AzuriteFact]
    public async Task LargeArtifact_IsStreamedBothWaysInLittleMemory()
    {
        const long length = 1L << 30;
        byte[] piece = Bytes(1 << 20, seed: 1);
        long before = GC.GetTotalMemory(forceFullCollection: true), most = 0;
        ArtifactInfo info = await _store.PutAsync("large", async stream =>
        {
            for (long written = 0; written < length; written += piece.Length)
            {
                piece[0] = (byte)written;
                await stream.WriteAsync(piece);
                most = Math.Max(most, GC.GetTotalMemory(false) - before);
            }
        });
        Assert.Equal(length, info.Length);
        long read = 0;
        await using (Stream stream = await _store.OpenReadAsync("large"))
        {
            for (int part = 1; part > 0; read += part)
            {
                part = await stream.ReadAsync(piece);
                most = Math.Max(most, GC.GetTotalMemory(false) - before);
            }
        }

        // Read to the end, so its checksum was checked.
        Assert.Equal(length, read);
        Assert.True(most < 64 << 20, $"{most >> 20} MiB");
    }

    private static Predicate<byte[]> Same(byte[] bytes) => other => other.AsSpan().SequenceEqual(bytes);

    private static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private Task<ArtifactInfo> PutAsync(string key, byte[] bytes, int piece) => _store.PutAsync(key, (Stream stream) =>
    {
        for (int at = 0; at < bytes.Length; at += piece) stream.Write(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)));
    });

    private async Task<byte[]> ReadAsync(string key)
    {
        await using Stream stream = await _store.OpenReadAsync(key);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private async Task<List<string>> NamesAsync()
    {
        var names = new List<string>();
        await foreach (BlobItem blob in _container.GetBlobsAsync()) names.Add(blob.Name);
        return names;
    }
}
