using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Functions.Storage;

/// <summary>One version of a blob, read anywhere: in blocks, of which the last ones are kept, so that sorted reads near each other cost one request.</summary>
/// <param name="blob">The blob.</param>
/// <param name="version">Its version; another one is refused.</param>
internal sealed class BlobBlocks(BlobClient blob, ETag version)
{
    internal const int BlockSize = 1 << 20;

    private const int MostBlocks = 16;

    private readonly LinkedList<(long Number, byte[] Bytes)> _blocks = [];

    /// <summary>Requests that were made.</summary>
    public int Requests { get; private set; }

    /// <inheritdoc cref="ReadBytesAt"/>
    public int Read(long offset, Span<byte> bytes)
    {
        int done = 0;
        while (done < bytes.Length)
        {
            (long number, long from) = Math.DivRem(offset + done, BlockSize);
            byte[] block = Block(number);
            if (from >= block.Length) break;
            int part = Math.Min(bytes.Length - done, block.Length - (int)from);
            block.AsSpan((int)from, part).CopyTo(bytes[done..]);
            done += part;
        }

        return done;
    }

    private byte[] Block(long number)
    {
        for (LinkedListNode<(long Number, byte[] Bytes)>? node = _blocks.First; node is not null; node = node.Next)
        {
            if (node.Value.Number != number) continue;
            _blocks.Remove(node);
            _blocks.AddFirst(node);
            return node.Value.Bytes;
        }

        byte[] bytes = Fetch(number);
        _blocks.AddFirst((number, bytes));
        if (_blocks.Count > MostBlocks) _blocks.RemoveLast();
        return bytes;
    }

    private byte[] Fetch(long number)
    {
        Requests++;
        try
        {
            var options = new BlobDownloadOptions { Range = new HttpRange(number * BlockSize, BlockSize), Conditions = new BlobRequestConditions { IfMatch = version } };
            return blob.DownloadContent(options, CancellationToken.None).Value.Content.ToArray();
        }
        catch (RequestFailedException beyond) when (beyond.Status == 416)
        {
            return [];
        }
        catch (RequestFailedException gone) when (gone.Status is 404 or 412)
        {
            throw new InputException($"genome {blob.Name}: was replaced or removed since it was registered. Wait until the new one is, then upload the variants again.", "genome-mismatch", gone);
        }
    }
}
