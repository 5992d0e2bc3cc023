namespace GenoXai.Tests;

/// <summary>A fact that needs files of the shared folder beside the repository; skipped, visibly, where they are absent.</summary>
public sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute(params string[] relativePaths) => Skip = Shared.WhyAbsent(relativePaths);

    /// <summary>Full path of a file or folder under shared/.</summary>
    public static string Path(string relative) => Shared.Path(relative);
}

/// <summary>A theory that needs files of the shared folder beside the repository; skipped, visibly, where they are absent.</summary>
public sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute(params string[] relativePaths) => Skip = Shared.WhyAbsent(relativePaths);
}

file static class Shared
{
    private static readonly string Root = Find();

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    public static string? WhyAbsent(string[] relativePaths)
    {
        string? missing = relativePaths.FirstOrDefault(relative => !System.IO.Path.Exists(Path(relative)));
        return missing is null ? null : $"shared/{missing} is not beside the repository.";
    }

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "GenoXaiFunctions.sln")))
                return System.IO.Path.Combine(folder.Parent?.FullName ?? folder.FullName, "shared");
        return "shared";
    }
}
