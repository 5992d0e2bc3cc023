using System.Diagnostics;
using System.Globalization;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sketching;
using GenoXai.Local.Storage;

namespace GenoXai.Local.Running;

/// <summary>Decodes saved samples into a sketch, in one go and without a model.</summary>
internal static class SavedSampleRun
{
    public static async Task<int> RunAsync(SavedSampleRequest request, string path, bool overwrite, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var folder = new RunFolder(path, overwrite);
        // Results in the way are found before the work, and replaced only once there is something to replace them by.
        if (!overwrite) folder.PrepareForQuery();
        SavedSampleSketch decoded = SavedSampleSketch.Decode(request, cancellationToken);
        if (overwrite) folder.PrepareForQuery();
        RunRecord record = await decoded.WriteAsync(new FolderArtifactStore(path), () => watch.Elapsed.TotalSeconds, cancellationToken);
        foreach (string warning in record.GetStrings("warnings")) await Console.Error.WriteLineAsync($"warning: {warning}");
        foreach (string note in record.GetStrings("notes")) await Console.Error.WriteLineAsync($"note: {note}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"sketch: {record.GetInt64("samples"):N0} saved samples decoded by {record.GetString("decoder")} in {watch.Elapsed.TotalSeconds:F1} s, "
            + $"{record.GetInt64("coefficients"):N0} coefficients in {record.GetInt64("tables"):N0} tables, 0 model rows; {Fit(decoded.Sketch.Quality)}. Results: {path}"));
        return 0;
    }

    private static string Fit(SketchQuality quality) => quality switch
    {
        { R2: { } r2 } => string.Create(CultureInfo.InvariantCulture, $"R² {r2:F3} ± {quality.R2StandardError:F3} on {quality.TestRows:N0} test rows"),
        { TestRows: 0 } => "R² not known without test rows",
        _ => "R² undefined, the test values are all the same",
    };
}
