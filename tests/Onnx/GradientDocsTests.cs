using System.Text.RegularExpressions;
using GenoXai.Core.Onnx;

namespace GenoXai.Tests.Onnx;

public sealed partial class GradientDocsTests
{
    [Fact]
    public void Docs_ListExactlyTheOperatorsThatHaveARule()
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "GenoXaiFunctions.sln"))) root = root.Parent;
        var listed = File.ReadLines(Path.Combine(root!.FullName, "docs", "methods", "gradients.md"))
            .Where(static l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
            .SelectMany(static l => Operator().Matches(l.Split('|')[1]).Select(static m => m.Value));
        Assert.Equal(GradientGraph.SupportedOperators, listed.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("[A-Z][A-Za-z0-9]+")]
    private static partial Regex Operator();
}
