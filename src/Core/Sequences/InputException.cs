namespace GenoXai.Core.Sequences;

/// <summary>
/// Something a person gave us is wrong: a file, a sequence, an option, a model. The message is
/// complete: it names the file, line, position or field and says what to do. Hosts show it as it
/// is (command line: exit code 2; HTTP: problem details with <see cref="Problem"/> as the type).
/// </summary>
public sealed class InputException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">The whole message for the person, one or more lines.</param>
    /// <param name="problem">Stable kebab-case name of the kind of problem, e.g. <c>bad-sequence</c>.</param>
    /// <param name="inner">The cause, if another exception was.</param>
    public InputException(string message, string problem = "bad-input", Exception? inner = null)
        : base(message, inner) => Problem = problem;

    /// <summary>Stable kebab-case name of the kind of problem.</summary>
    public string Problem { get; }
}
