using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GenoXai.Api;

/// <summary>The page at <c>/</c>: what there is, and a form to explain a sequence. It fetches nothing from elsewhere.</summary>
public static class PageApi
{
    // The page's own script and style, its own server, and nothing else.
    private const string Policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    private static readonly Lazy<byte[]> Html = new(static () =>
    {
        using Stream stream = typeof(PageApi).Assembly.GetManifestResourceStream("index.html")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    });

    /// <summary>The page.</summary>
    public static FileContentHttpResult Get(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(Html.Value, new ContentType(MediaTypeNames.Text.Html) { CharSet = Encoding.UTF8.WebName }.ToString());
    }
}
