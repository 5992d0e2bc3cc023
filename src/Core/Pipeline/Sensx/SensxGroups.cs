using System.Globalization;
using GenoXai.Core.Pipeline.Tables;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline.Sensx;

/// <summary>Which features take part, and which move together.</summary>
internal static class SensxGroups
{
    /// <summary>Reads --features, --mask and --groups.</summary>
    /// <param name="options">Files and choices.</param>
    /// <param name="names">Names of the model's features; empty when not known.</param>
    /// <param name="width">D.</param>
    /// <returns>Of each feature its group, −1 where it takes no part; and the groups' names, none where features stand alone.</returns>
    public static (int[] Labels, string[] Groups) Read(SensxDataOptions options, IReadOnlyList<string> names, int width)
    {
        (int[] labels, string[] groups) = options.GroupLists is { } lists ? OfLists(lists, names, width, options.Option("featureGroups"))
            : options.Groups is { } file ? Groups(file, names, width) : ([.. Enumerable.Range(0, width)], []);
        if ((options.FeatureList ?? (options.Features is { } text ? Entries(text) : null)) is { } entries)
        {
            var chosen = entries.Select(entry => Find(entry, names, width, options.Option("features"))).ToHashSet();
            for (int i = 0; i < width; i++)
                if (!chosen.Contains(i)) labels[i] = -1;
        }

        if (options.Mask is { } mask)
        {
            float[] takesPart = SensxData.Bounds("--mask", mask, width);
            for (int i = 0; i < width; i++)
            {
                if (float.IsNaN(takesPart[i])) throw new InputException($"{mask}: number {i} is NaN. Write 1 for a feature that takes part and 0 for one that does not.", "bad-features");
                if (takesPart[i] == 0) labels[i] = -1;
            }
        }

        return labels.Any(static l => l >= 0)
            ? (labels, groups)
            : throw new InputException($"{(options.AllowsFiles ? "--features, --mask and --groups together remove" : "options.features and options.featureGroups together remove")} every feature. Leave at least one.", "bad-features");
    }

    private static (int[] Labels, string[] Groups) OfLists(IReadOnlyDictionary<string, IReadOnlyList<string>> lists, IReadOnlyList<string> names, int width, string option)
    {
        int[] labels = new int[width];
        Array.Fill(labels, -1);
        string[] groups = [.. lists.Keys.Order(StringComparer.Ordinal)];
        for (int group = 0; group < groups.Length; group++)
        {
            foreach (string entry in lists[groups[group]] ?? [])
            {
                int feature = Find(entry, names, width, $"{option}.{groups[group]}");
                if (labels[feature] >= 0) throw new InputException($"{option}.{groups[group]}: feature \"{entry}\" has a group already.", "bad-features");
                labels[feature] = group;
            }
        }

        return (labels, groups);
    }

    private static (int[] Labels, string[] Groups) Groups(string file, IReadOnlyList<string> names, int width)
    {
        if (file.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
        {
            using var reader = new NpyReader(InputFile.OpenRead(file, "array file"), file);
            int[] given = reader.ReadAll<int>().Values;
            if (given.Length != width) throw new InputException($"{file}: {given.Length} group numbers, but the model takes {width} features.", "bad-features");
            int[] numbers = [.. given.Where(static g => g >= 0).Distinct().Order()];
            return ([.. given.Select(g => g < 0 ? -1 : Array.BinarySearch(numbers, g))], [.. numbers.Select(static g => g.ToString(CultureInfo.InvariantCulture))]);
        }

        int[] labels = new int[width];
        Array.Fill(labels, -1);
        var groups = new List<string>();
        using StreamReader lines = FeatureTableFile.OpenText(file);
        int line = 0;
        while (lines.ReadLine() is { } text)
        {
            line++;
            if (text.Length == 0) continue;
            List<string> cells = TextTable.Split(text, file.Contains(".csv", StringComparison.OrdinalIgnoreCase) ? ',' : '\t', file, line);
            for (int i = 0; i < cells.Count; i++) cells[i] = cells[i].Trim();
            if (cells.Count != 2) throw new InputException($"{file}, line {line}: expected a feature and its group.", "bad-features");
            if (line == 1 && cells[0] is "feature" or "gene" or "index") continue;
            int feature = Find(cells[0], names, width, $"{file}, line {line}"), group = groups.IndexOf(cells[1]);
            if (labels[feature] >= 0) throw new InputException($"{file}, line {line}: feature \"{cells[0]}\" has a group already.", "bad-features");
            if (group < 0)
            {
                group = groups.Count;
                groups.Add(cells[1]);
            }

            labels[feature] = group;
        }

        return (labels, [.. groups]);
    }

    private static string[] Entries(string text)
    {
        if (!File.Exists(text)) return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        using StreamReader reader = FeatureTableFile.OpenText(text);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
    }

    private static int Find(string entry, IReadOnlyList<string> names, int width, string where)
    {
        for (int i = 0; i < names.Count; i++)
            if (names[i] == entry) return i;
        if (int.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < width) return number;
        string known = names.Count > 0 ? $"there are {names.Count}, e.g. {string.Join(", ", names.Take(5))}" : $"features are numbers from 0 to {width - 1}";
        throw new InputException($"{where}: there is no feature \"{entry}\"; {known}.", "bad-features");
    }
}
