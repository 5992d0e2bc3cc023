using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Functions.Uploads;

/// <summary>One version of an uploaded blob, brought whole and unchanged to a file of this machine.</summary>
/// <param name="Path">The file.</param>
/// <param name="Sha256">SHA-256 of its content.</param>
/// <param name="Version">The blob's ETag.</param>
internal sealed record UploadedFile(string Path, string Sha256, string Version)
{
    /// <summary>Brings a blob here.</summary>
    /// <returns>Null when it is gone, empty (its writer has only begun), or was replaced meanwhile: then an event of its own comes.</returns>
    /// <exception cref="InputException">It is larger than allowed.</exception>
    /// <exception cref="IOException">It did not arrive as it is; worth another try.</exception>
    public static async Task<UploadedFile?> BringAsync(BlobClient blob, string path, long most, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
            if (properties.ContentLength == 0) return null;
            if (properties.ContentLength > most)
                throw new InputException($"{blob.Name}: {properties.ContentLength:N0} bytes are more than the {most:N0} that are taken here.", "too-large");
            var version = new BlobDownloadOptions { Conditions = new BlobRequestConditions { IfMatch = properties.ETag } };
            BlobDownloadStreamingResult content = await blob.DownloadStreamingAsync(version, cancellationToken);
            string sha256 = await SaveAsync(content, properties, path, cancellationToken);
            if (properties.Metadata.TryGetValue("sha256", out string? said) && !said.Equals(sha256, StringComparison.OrdinalIgnoreCase))
                throw new InputException($"{blob.Name}: its SHA-256 is {sha256}, and its metadata say {said}. Upload it again.", "malformed-body");
            return new UploadedFile(path, sha256, properties.ETag.ToString());
        }
        catch (RequestFailedException error) when (error.Status is 404 or 412)
        {
            return null;
        }
    }

    // MD5 is what the service keeps of a blob's content; it finds damage, and protects from nothing.
#pragma warning disable CA5351
    private static async Task<string> SaveAsync(BlobDownloadStreamingResult content, BlobProperties properties, string path, CancellationToken cancellationToken)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var buffer = new byte[1 << 17];
        long length = 0;
        await using Stream source = content.Content;
        await using FileStream file = File.Create(path);
        for (int read = await source.ReadAsync(buffer, cancellationToken); read > 0; read = await source.ReadAsync(buffer, cancellationToken))
        {
            sha256.AppendData(buffer, 0, read);
            md5.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            length += read;
        }

        bool whole = length == properties.ContentLength && (properties.ContentHash is not { Length: > 0 } said || said.AsSpan().SequenceEqual(md5.GetHashAndReset()));
        return whole ? Convert.ToHexStringLower(sha256.GetHashAndReset()) : throw new IOException($"The blob did not arrive whole: {length} of {properties.ContentLength} bytes.");
    }
#pragma warning restore CA5351
}
