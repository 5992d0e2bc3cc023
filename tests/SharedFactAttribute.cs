namespace GenoXai.Tests;

/// <summary>A test on the shared models and data; skipped, visibly, where they are not there.</summary>
public sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute(params string[] relativePaths) => Skip = Missing(relativePaths);

    /// <summary>The folder <c>shared</c> beside the repository; null when it is not there.</summary>
    private static string? Root
    {
        get
        {
            for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
                if (File.Exists(System.IO.Path.Combine(folder.FullName, "GenoXaiFunctions.sln")))
                    return folder.Parent is null ? null : System.IO.Path.Combine(folder.Parent.FullName, "shared");
            return null;
        }
    }

    public static string Path(string relative) => System.IO.Path.Combine(Root ?? "", relative);

    internal static string? Missing(string[] relativePaths)
    {
        string? root = Root;
        if (root is null || !Directory.Exists(root)) return "the folder ../shared is not here";
        foreach (string relative in relativePaths)
            if (!System.IO.Path.Exists(System.IO.Path.Combine(root, relative))) return $"../shared/{relative} is not here";
        return null;
    }
}

/// <summary>As <see cref="SharedFactAttribute"/>, for theories.</summary>
public sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute(params string[] relativePaths) => Skip = SharedFactAttribute.Missing(relativePaths);
}
