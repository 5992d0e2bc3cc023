using System.Text.Json;
using Azure.Core;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables;

public enum TableUpdateMode
{
    Merge = 0,
    Replace = 1,
}

public class TableClient
{
    private readonly TablePipeline _pipeline;

    internal TableClient(TablePipeline pipeline, string name) => (_pipeline, Name) = (pipeline, name);

    protected TableClient() => (_pipeline, Name) = (null!, "");

    public virtual string Name { get; }

    public static string CreateQueryFilter(FormattableString filter) =>
        string.Format(null, filter.Format, [.. filter.GetArguments().Select(static a => "'" + ((string)a!).Replace("'", "''", StringComparison.Ordinal) + "'")]);

    public virtual async Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default)
    {
        Response response = await _pipeline.SendAsync(RequestMethod.Post, "Tables", JsonSerializer.SerializeToUtf8Bytes(new { TableName = Name }), null, cancellationToken);
        return Response.FromValue(new TableItem(Name), Checked(response, 201, 204, 409));
    }

    public virtual async Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity =>
        Checked(await _pipeline.SendAsync(RequestMethod.Post, Name, EntityJson.Write(entity), null, cancellationToken), 201, 204);

    public virtual async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        Response response = Checked(await _pipeline.SendAsync(RequestMethod.Get, PathOf(partitionKey, rowKey), null, null, cancellationToken), 200, 404);
        if (response.Status == 404) return new Missing<T>(response);
        using JsonDocument json = JsonDocument.Parse(response.Content);
        return Response.FromValue((T)(object)EntityJson.Read(json.RootElement, response.Headers.ETag?.ToString()), response);
    }

    public virtual AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => new Query<T>(this, filter, maxPerPage, cancellationToken);

    public virtual async Task<Response> UpdateEntityAsync<T>(T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => Checked(await PutAsync(entity, mode, ifMatch, cancellationToken), 204);

    public virtual async Task<Response> UpsertEntityAsync<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => Checked(await PutAsync(entity, mode, null, cancellationToken), 204);

    public virtual async Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        string match = ifMatch == default ? "*" : ifMatch.ToString();
        return Checked(await _pipeline.SendAsync(RequestMethod.Delete, PathOf(partitionKey, rowKey), null, r => r.Headers.Add("If-Match", match), cancellationToken), 204, 404);
    }

    private Task<Response> PutAsync(ITableEntity entity, TableUpdateMode mode, ETag? ifMatch, CancellationToken cancellationToken) => _pipeline.SendAsync(
        mode == TableUpdateMode.Replace ? RequestMethod.Put : RequestMethod.Patch, PathOf(entity.PartitionKey, entity.RowKey), EntityJson.Write(entity),
        r =>
        {
            if (ifMatch is { } version) r.Headers.Add("If-Match", version.ToString());
        }, cancellationToken);

    private string PathOf(string partitionKey, string rowKey) => $"{Name}(PartitionKey='{Escape(partitionKey)}',RowKey='{Escape(rowKey)}')";

    private static string Escape(string key) => Uri.EscapeDataString(key.Replace("'", "''", StringComparison.Ordinal));

    private static Response Checked(Response response, params ReadOnlySpan<int> good) => good.Contains(response.Status) ? response : throw new RequestFailedException(response);

    private sealed class Missing<T>(Response response) : NullableResponse<T>
    {
        public override bool HasValue => false;

        public override T Value => throw new InvalidOperationException("There is no such entity.");

        public override Response GetRawResponse() => response;
    }

    private sealed class Query<T>(TableClient table, string? filter, int? maxPerPage, CancellationToken cancellationToken) : AsyncPageable<T>(cancellationToken)
        where T : class, ITableEntity
    {
        private const string NextPartition = "x-ms-continuation-NextPartitionKey", NextRow = "x-ms-continuation-NextRowKey";

        public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        {
            string first = $"{table.Name}()?$top={pageSizeHint ?? maxPerPage ?? 1000}{(filter is null ? "" : "&$filter=" + Uri.EscapeDataString(filter))}";
            for (string? path = first + continuationToken; path is not null;)
            {
                Response response = Checked(await table._pipeline.SendAsync(RequestMethod.Get, path, null, null, CancellationToken), 200);
                using JsonDocument json = JsonDocument.Parse(response.Content);
                T[] entities = [.. json.RootElement.GetProperty("value").EnumerateArray().Select(static e => (T)(object)EntityJson.Read(e, null))];
                string? next = response.Headers.TryGetValue(NextPartition, out string? partition)
                    ? $"&NextPartitionKey={Uri.EscapeDataString(partition)}" + (response.Headers.TryGetValue(NextRow, out string? row) ? $"&NextRowKey={Uri.EscapeDataString(row)}" : "")
                    : null;
                yield return Page<T>.FromValues(entities, next, response);
                path = next is null ? null : first + next;
            }
        }
    }
}
