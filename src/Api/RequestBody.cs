using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GenoXai.Core.Sequences;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GenoXai.Api;

/// <summary>Reads request bodies, never more of them than is allowed.</summary>
internal static class RequestBody
{
    /// <summary>Reads a JSON body.</summary>
    /// <exception cref="InputException">Another content type, too large, or not the JSON that is expected; the message gives line and field.</exception>
    public static async Task<T> ReadJsonAsync<T>(HttpRequest request, JsonTypeInfo<T> type, long most, CancellationToken cancellationToken)
        where T : class
    {
        if (!request.HasJsonContentType())
            throw new InputException($"content type \"{request.ContentType}\": send application/json.", "unsupported-media-type");
        try
        {
            T? value = await JsonSerializer.DeserializeAsync(Open(request, most), type, cancellationToken);
            return value ?? throw new InputException("The body is null; send a JSON object.", "malformed-json");
        }
        catch (JsonException error)
        {
            string where = error.LineNumber is { } line ? $"line {line + 1}, byte {error.BytePositionInLine + 1}" : "the body";
            string field = error.Path is { Length: > 1 } path ? $", field {path[2..]}" : "";
            throw new InputException($"{where}{field}: {Reason(error)}", "malformed-json", error);
        }
    }

    /// <summary>The body as a stream that refuses to give more than allowed.</summary>
    public static Stream Open(HttpRequest request, long most)
    {
        // Our own limit is exact and has its own message; the server's would cut in first.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature) feature.MaxRequestBodySize = null;
        if (request.ContentLength > most) throw TooLarge(most);
        return new BoundedStream(request.Body, most);
    }

    internal static InputException TooLarge(long most) => new($"The body is larger than the {most:N0} bytes that are taken here.", "too-large");

    // The serializer names .NET types and repeats the place; neither helps the person.
    internal static string Reason(JsonException error)
    {
        string text = error.Message;
        int end = text.IndexOf(" Path:", StringComparison.Ordinal);
        if (end < 0) end = text.IndexOf(" LineNumber:", StringComparison.Ordinal);
        if (end > 0) text = text[..end];
        return text.Contains("GenoXai.", StringComparison.Ordinal) || text.Contains("System.", StringComparison.Ordinal)
            ? text.Contains("could not be mapped", StringComparison.Ordinal)
                ? "there is no field of that name; /openapi/v1.json lists them."
                : "the value is not of the kind that is expected; /openapi/v1.json says which."
            : text;
    }

    private sealed class BoundedStream(Stream inner, long most) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _read;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Count(await inner.ReadAsync(buffer, cancellationToken));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Count(int read)
        {
            _read += read;
            return _read <= most ? read : throw TooLarge(most);
        }
    }
}
