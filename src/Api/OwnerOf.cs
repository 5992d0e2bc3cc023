using Microsoft.AspNetCore.Http;

namespace GenoXai.Api;

/// <summary>
/// Says whose request it is: a hash of the caller, or "" where there is one owner only. A run is seen by its owner;
/// one that nobody asked for (an upload started it) has the owner "" and is seen by every caller.
/// </summary>
/// <param name="request">The request.</param>
/// <exception cref="Core.Sequences.InputException">The host must know the caller and does not (<c>unauthenticated</c>).</exception>
public delegate string OwnerOf(HttpRequest request);
