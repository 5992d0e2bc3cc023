namespace GenoXai.Core.Pipeline;

/// <summary>
/// Small records by kind (<c>models</c>, <c>runs</c>, <c>sketches</c>) and id, with optimistic
/// concurrency: whoever writes a record says which version he read.
/// </summary>
public interface ICatalog
{
    /// <summary>Finds a record.</summary>
    /// <param name="kind">Kind of record.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<CatalogEntry?> FindAsync(string kind, string id, CancellationToken cancellationToken = default);

    /// <summary>Lists the records of a kind, by id.</summary>
    /// <param name="kind">Kind of record.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    IAsyncEnumerable<CatalogEntry> ListAsync(string kind, CancellationToken cancellationToken = default);

    /// <summary>Writes a record.</summary>
    /// <param name="kind">Kind of record.</param>
    /// <param name="id">Its id.</param>
    /// <param name="json">Its content.</param>
    /// <param name="expectedETag">Version that was read; null when the record must be new, <c>*</c> when any version is replaced.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="CatalogConflictException">Another version is there.</exception>
    Task<CatalogEntry> PutAsync(string kind, string id, string json, string? expectedETag, CancellationToken cancellationToken = default);

    /// <summary>Deletes a record; nothing there is no error.</summary>
    /// <param name="kind">Kind of record.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task DeleteAsync(string kind, string id, CancellationToken cancellationToken = default);
}

/// <summary>A record of the catalog.</summary>
/// <param name="Kind">Kind of record.</param>
/// <param name="Id">Its id.</param>
/// <param name="Json">Its content.</param>
/// <param name="ETag">Its version.</param>
public sealed record CatalogEntry(string Kind, string Id, string Json, string ETag);

/// <summary>Another version of a record is there than the one that was read.</summary>
public sealed class CatalogConflictException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="kind">Kind of record.</param>
    /// <param name="id">Its id.</param>
    public CatalogConflictException(string kind, string id)
        : base($"{kind}/{id} was changed by somebody else meanwhile. Read it again.")
    {
    }
}
