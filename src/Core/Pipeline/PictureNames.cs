namespace GenoXai.Core.Pipeline;

/// <summary>Names of pictures: a running number, so that they sort as the sequences do, and the id as far as a file name allows.</summary>
public static class PictureNames
{
    /// <summary>Key of a picture.</summary>
    /// <param name="number">Number of the sequence, from 0.</param>
    /// <param name="id">Its id.</param>
    public static string Key(int number, string id)
    {
        string safe = string.Concat(id.Take(60).Select(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));
        return FormattableString.Invariant($"{number + 1:D4}_{safe}.svg");
    }
}
