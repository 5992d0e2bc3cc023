using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="Field">Where, as in the JSON: <c>options.budget</c>, <c>sequences</c>.</param>
/// <param name="Kind">Kind of problem, see <see cref="Problems"/>.</param>
/// <param name="Message">What, for a person.</param>
public sealed record Failure(string Field, string Kind, string Message)
{
    /// <summary>What an exception says of a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="error">The exception.</param>
    public static Failure Of(string field, InputException error) => new(field, error.Problem, error.Message);
}

/// <summary>Everything that is wrong with a request, at once.</summary>
public sealed class RequestException : Exception
{
    /// <summary>Makes it.</summary>
    /// <param name="failures">One or more.</param>
    public RequestException(IReadOnlyList<Failure> failures)
        : base(string.Join(" ", failures.Select(static f => f.Message).Distinct())) => Failures = failures;

    /// <summary>Each thing that is wrong.</summary>
    public IReadOnlyList<Failure> Failures { get; }

    /// <summary>The one kind of them all, or <c>bad-request</c> when they differ.</summary>
    public string Problem => Failures.Select(static f => f.Kind).Distinct().Count() == 1 ? Failures[0].Kind : Problems.BadRequest;
}
