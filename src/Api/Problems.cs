using System.Text.RegularExpressions;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace GenoXai.Api;

/// <summary>
/// The one table from kinds of problems to HTTP statuses. Every error is an RFC 9457 problem whose
/// type is <c>urn:genoxai:problem:KIND</c>, where KIND is <see cref="InputException.Problem"/>.
/// </summary>
public static partial class Problems
{
    /// <summary>What a problem's type begins with.</summary>
    public const string TypePrefix = "urn:genoxai:problem:";

    /// <summary>Several different things are wrong with one request; each is in <c>errors</c>.</summary>
    public const string BadRequest = "bad-request";

    /// <summary>Something the client can do nothing about.</summary>
    public const string Unexpected = "unexpected";

    // Kinds that are not here are the client's input: 400.
    private static readonly Dictionary<string, (int Status, string Title)> Table = new()
    {
        [BadRequest] = (400, "The request is wrong"),
        ["bad-sequence"] = (400, "A sequence is wrong"),
        ["bad-option"] = (400, "An option is wrong"),
        ["budget-too-small"] = (400, "The budget is too small"),
        ["sketch-mismatch"] = (400, "The sequence does not fit the sketch"),
        ["malformed-json"] = (400, "The body is not the JSON that is expected"),
        ["malformed-body"] = (400, "The body cannot be read"),
        ["bad-name"] = (400, "A name is wrong"),
        ["unauthenticated"] = (401, "Who asks is not known"),
        ["unknown-model"] = (404, "No such model"),
        ["unknown-run"] = (404, "No such run"),
        ["unknown-sketch"] = (404, "No such sketch"),
        ["unknown-file"] = (404, "The run has no such file"),
        ["not-found"] = (404, "Nothing is here"),
        ["method-not-allowed"] = (405, "This address does not take that method"),
        ["conflict"] = (409, "Something else is there already"),
        ["not-finished"] = (409, "The run is not finished"),
        ["run-failed"] = (409, "The run has no result"),
        ["precondition-failed"] = (412, "Another version is there than the one that was read"),
        ["too-large"] = (413, "The request is too large"),
        ["unsupported-media-type"] = (415, "The content type is not one that is taken here"),
        ["misdirected"] = (421, "The request is meant for another server"),
        ["bad-manifest"] = (422, "The manifest is wrong"),
        ["manifest-mismatch"] = (422, "Model and manifest do not fit"),
        ["bad-model"] = (422, "The model cannot be used"),
        ["missing-model"] = (422, "The model cannot be used"),
        [Unexpected] = (500, "Unexpected error"),
        // Files of the server's own: no input of the client is at fault.
        ["unwritable"] = (500, "Unexpected error"),
        ["bad-sketch"] = (500, "Unexpected error"),
        ["newer-sketch"] = (500, "Unexpected error"),
        ["unreadable-file"] = (500, "Unexpected error"),
        ["missing-file"] = (500, "Unexpected error"),
        ["bad-run-record"] = (500, "Unexpected error"),
        ["queue-full"] = (503, "Too many runs are waiting"),
    };

    /// <summary>Every kind with a status of its own.</summary>
    public static IEnumerable<(string Kind, int Status, string Title)> All => Table.Select(static row => (row.Key, row.Value.Status, row.Value.Title));

    /// <summary>The status of a kind.</summary>
    /// <param name="kind">The kind.</param>
    public static int StatusOf(string kind) => Table.TryGetValue(kind, out (int Status, string) row) ? row.Status : 400;

    /// <summary>The kind that stands for a bare status, e.g. of an address that no route matches.</summary>
    /// <param name="status">The status.</param>
    public static string KindOf(int status) => status switch
    {
        404 => "not-found",
        405 => "method-not-allowed",
        413 => "too-large",
        415 => "unsupported-media-type",
        >= 500 => Unexpected,
        _ => BadRequest,
    };

    /// <summary>A problem as an HTTP answer.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="detail">The message for the person; left out for an error of the server's own.</param>
    public static ProblemHttpResult Of(string kind, string detail) => TypedResults.Problem(Details(kind, detail));

    /// <summary>What an exception amounts to; anything unexpected says nothing of what is inside.</summary>
    /// <param name="error">The exception.</param>
    public static ProblemHttpResult Of(Exception error) => TypedResults.Problem(Details(error));

    internal static ProblemDetails Details(string kind, string? detail)
    {
        (int status, string title) = Table.TryGetValue(kind, out (int, string) row) ? row : (400, "The request is wrong");
        return new ProblemDetails
        {
            Type = TypePrefix + kind,
            Title = title,
            Status = status,
            Detail = status == 500 ? "The server's log says more." : detail,
        };
    }

    private static ProblemDetails Details(Exception error) => error switch
    {
        RequestException { Failures: var failures } request => Details(request.Problem, request.Message).With(failures),
        InputException input => Details(input.Problem, input.Message),
        AggregateException { InnerExceptions: [InputException input] } => Details(input.Problem, input.Message),
        CatalogConflictException conflict => Details("conflict", conflict.Message),
        BadHttpRequestException { StatusCode: 400 } bad when BoundParameter().Match(bad.Message) is { Success: true } match =>
            Details("bad-option", $"{match.Groups[1].Value}: \"{match.Groups[2].Value}\" is not a value that it can have."),
        BadHttpRequestException bad => Details(bad.StatusCode == 400 ? "malformed-body" : KindOf(bad.StatusCode), bad.Message),
        _ => Details(Unexpected, null),
    };

    // The framework's message holds .NET's name of the parameter's type.
    [GeneratedRegex("^Failed to bind parameter \".*? ([A-Za-z]+)\" from \"(.*)\"\\.$", RegexOptions.Singleline)]
    private static partial Regex BoundParameter();

    private static ProblemDetails With(this ProblemDetails details, IReadOnlyList<Failure> failures)
    {
        details.Extensions["errors"] = failures.GroupBy(static f => f.Field).ToDictionary(static g => g.Key, static g => g.Select(static f => f.Message).ToArray());
        return details;
    }
}
