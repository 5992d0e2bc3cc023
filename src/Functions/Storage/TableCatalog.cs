using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using Azure;
using Azure.Data.Tables;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;

namespace GenoXai.Functions.Storage;

/// <summary>
/// A catalog as one table: the kind is the partition, the id the row, the service's ETag the version. A record that
/// is longer than one property may be is packed into several.
/// </summary>
/// <param name="table">The table; it is made at the first use.</param>
public sealed class TableCatalog(TableClient table) : ICatalog
{
    // A property holds 64 KiB (a text twice as many bytes as letters), an entity 1 MiB.
    private const int MostLetters = 32_000, PieceBytes = 64_000, MostPieces = 15;
    private const string Text = "Json", Piece = "Packed";
    private bool _made;

    /// <inheritdoc/>
    public async Task<CatalogEntry?> FindAsync(string kind, string id, CancellationToken cancellationToken = default)
    {
        CheckId(id);
        await MakeAsync(cancellationToken);
        NullableResponse<TableEntity> found = await table.GetEntityIfExistsAsync<TableEntity>(kind, id, cancellationToken: cancellationToken);
        return found.HasValue ? Read(found.Value!) : null;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<CatalogEntry> ListAsync(string kind, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await MakeAsync(cancellationToken);
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {kind}");
        await foreach (TableEntity entity in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)) yield return Read(entity);
    }

    /// <inheritdoc/>
    public async Task<CatalogEntry> PutAsync(string kind, string id, string json, string? expectedETag, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(json);
        CheckId(id);
        await MakeAsync(cancellationToken);
        TableEntity entity = Write(kind, id, json);
        try
        {
            Response response = expectedETag switch
            {
                null => await table.AddEntityAsync(entity, cancellationToken),
                "*" => await table.UpsertEntityAsync(entity, TableUpdateMode.Replace, cancellationToken),
                _ => await table.UpdateEntityAsync(entity, new ETag(expectedETag), TableUpdateMode.Replace, cancellationToken),
            };
            return new CatalogEntry(kind, id, json, response.Headers.ETag?.ToString() ?? "");
        }
        catch (RequestFailedException conflict) when (conflict.Status is 409 or 412 or 404)
        {
            throw new CatalogConflictException(kind, id);
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string kind, string id, CancellationToken cancellationToken = default)
    {
        CheckId(id);
        await MakeAsync(cancellationToken);
        try
        {
            await table.DeleteEntityAsync(kind, id, ETag.All, cancellationToken);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
        }
    }

    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        if (_made) return;
        try
        {
            await table.CreateIfNotExistsAsync(cancellationToken);
        }
        catch (RequestFailedException denied) when (denied.Status == 403)
        {
            // An app that may only read, as the GPU's; the template made the table.
        }

        _made = true;
    }

    /// <summary>An id has no character that is special in a key or an address (/ \ # ?), so none needs escaping.</summary>
    private static void CheckId(string id)
    {
        if (!ManifestFile.IsId(id)) throw new InputException($"id \"{id}\": letters, digits, '-', '_' and '.' only.", "bad-id");
    }

    private static TableEntity Write(string kind, string id, string json)
    {
        var entity = new TableEntity(kind, id);
        if (json.Length <= MostLetters)
        {
            entity[Text] = json;
            return entity;
        }

        byte[] packed = Pack(json);
        if (packed.Length > MostPieces * PieceBytes) throw new InputException($"{kind}/{id}: {json.Length:N0} letters are more than a record of the catalog can hold.", "too-large");
        for (int i = 0; i * PieceBytes < packed.Length; i++)
            entity[PieceName(i)] = packed[(i * PieceBytes)..Math.Min(packed.Length, (i + 1) * PieceBytes)];
        return entity;
    }

    private static CatalogEntry Read(TableEntity entity)
    {
        string? json = entity.GetString(Text);
        if (json is null)
        {
            using var packed = new MemoryStream();
            for (int i = 0; entity.GetBinary(PieceName(i)) is { } piece; i++) packed.Write(piece);
            json = Unpack(packed);
        }

        return new CatalogEntry(entity.PartitionKey, entity.RowKey, json, entity.ETag.ToString());
    }

    private static string PieceName(int number) => FormattableString.Invariant($"{Piece}{number}");

    private static byte[] Pack(string json)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest)) brotli.Write(Encoding.UTF8.GetBytes(json));
        return packed.ToArray();
    }

    private static string Unpack(MemoryStream packed)
    {
        packed.Position = 0;
        using var reader = new StreamReader(new BrotliStream(packed, CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
