using System.Security.Cryptography;
using System.Text;
using GenoXai.Core.Sequences;
using Microsoft.AspNetCore.Http;

namespace GenoXai.Functions;

/// <summary>Who calls, as the platform's own authentication found before the request came here.</summary>
internal static class Callers
{
    /// <summary>
    /// Set by the platform after it checked the caller's token. The platform removes what a client sends under this
    /// name, so it can be believed where authentication is on, and there only.
    /// </summary>
    internal const string PrincipalHeader = "X-MS-CLIENT-PRINCIPAL-ID";

    private const int MostLetters = 256, OwnerDigits = 32;

    /// <summary>The caller's owner id: a hash, so that no name lies in the catalog.</summary>
    /// <exception cref="InputException">The platform named no caller.</exception>
    public static string OfPlatform(HttpRequest request)
    {
        var named = request.Headers[PrincipalHeader];
        if (named.Count != 1 || named[0] is not { Length: > 0 and <= MostLetters } principal)
            throw new InputException("The platform named no caller. Turn its authentication on, or set GENOXAI_CALLERS to one when every caller may see every run.", "unauthenticated");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("caller\n" + principal)))[..OwnerDigits];
    }

    /// <summary>One owner, whoever calls.</summary>
    public static string One(HttpRequest request) => "";
}
