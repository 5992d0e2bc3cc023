using System.Globalization;
using GenoXai.Api;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using Microsoft.AspNetCore.Http;

namespace GenoXai.Functions;

/// <summary>What the embedded host's routing does around a handler: reads the query, and turns what is thrown into problem details.</summary>
internal static class HttpAnswer
{
    /// <summary>The handler's result, or the problem it threw.</summary>
    public static async Task<IResult> OfAsync<T>(Func<ValueTask<T>> handler)
        where T : IResult
    {
        try
        {
            return await handler();
        }
        catch (Exception error) when (error is InputException or RequestException or BadHttpRequestException or CatalogConflictException)
        {
            return Problems.Of(error);
        }
    }

    /// <summary>A text of the query; null when it is not there.</summary>
    public static string? Text(this HttpRequest request, string name) => request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    /// <summary>A number of the query; null when it is not there.</summary>
    /// <exception cref="InputException">It is no number.</exception>
    public static int? Number(this HttpRequest request, string name) => request.Text(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number
        : throw new InputException($"{name}: give a whole number.", "bad-option");

    /// <summary>A yes or no of the query; null when it is not there.</summary>
    /// <exception cref="InputException">It is neither.</exception>
    public static bool? Flag(this HttpRequest request, string name) => request.Text(name) is not { } text ? null
        : bool.TryParse(text, out bool flag) ? flag
        : throw new InputException($"{name}: true or false.", "bad-option");
}
