using System.Text.RegularExpressions;

namespace GenoXai.Local;

/// <summary>Says what the command line's parser found in words of users: no names of .NET types.</summary>
internal static partial class ParseWords
{
    /// <summary>The message without types.</summary>
    public static string Plain(string message)
    {
        Match match = BadValue().Match(message);
        if (!match.Success) return message;
        string wanted = match.Groups["type"].Value switch
        {
            var type when type.Contains("Int32", StringComparison.Ordinal) => "a whole number up to 2147483647",
            var type when type.Contains("Int64", StringComparison.Ordinal) => "a whole number",
            var type when type.Contains("Double", StringComparison.Ordinal) => "a number, such as 0.5",
            var type when type.Contains("Boolean", StringComparison.Ordinal) => "true or false, or nothing",
            _ => "another value",
        };
        return $"{match.Groups["option"].Value} {match.Groups["value"].Value}: {wanted} is needed.";
    }

    [GeneratedRegex("^Cannot parse argument '(?<value>.*)' for (option|command) '(?<option>[^']+)' as expected type '(?<type>.*)'")]
    private static partial Regex BadValue();
}
