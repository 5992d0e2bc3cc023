using GenoXai.Api.Contracts;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.Sensx;
using GenoXai.Core.Pipeline.Tables;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>Reads the table that a client sent, and opens the runs of tables.</summary>
public static class TableIntake
{
    internal const string Field = "data";

    /// <summary>Opens the model of a run of a table.</summary>
    /// <param name="id">The run.</param>
    /// <param name="request">What is computed.</param>
    /// <param name="model">The model.</param>
    /// <param name="inputs">Where the table lies; it is read only where the model leaves a size open.</param>
    /// <param name="options">Threads and provider.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public static async Task<SensxModel> OpenAsync(string id, RunRequest request, LoadedModel model, IArtifactStore inputs, ModelOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(model);
        IReadOnlyList<long>? shape = null;
        if (OnnxVectorModel.RowAxes(model.Onnx).Contains(null))
        {
            StoredTable table = await StoredTable.ReadAsync(inputs, id, cancellationToken);
            shape = ShapeOf(model, table, Read(table.Data));
        }

        OnnxVectorModel open = model.OpenFeatures(request.Targets, options, shape);
        return new SensxModel(open, open.Facts, model.Manifest.Id, ManifestFile.Format(model.Manifest));
    }

    /// <summary>A run of a table; the table is read at the import only.</summary>
    /// <param name="id">The run.</param>
    /// <param name="request">What is computed.</param>
    /// <param name="model">From <see cref="OpenAsync"/>.</param>
    /// <param name="inputs">Where the table lies.</param>
    /// <param name="own">Artifacts below the run.</param>
    public static SensxContext ContextOf(string id, RunRequest request, SensxModel model, IArtifactStore inputs, IArtifactStore own)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new SensxContext(request, model, own, ReadInputs, Field);

        SensxInputs ReadInputs()
        {
            StoredTable table = StoredTable.ReadAsync(inputs, id, CancellationToken.None).GetAwaiter().GetResult();
            return SensxData.Read(table.Options(), Read(table.Data), (OnnxVectorModel)model.Model);
        }
    }

    /// <summary>Reads it; what is wrong is added to the failures.</summary>
    internal static FeatureTable? Read(FeatureData data, List<Failure> failures)
    {
        try
        {
            return Read(data);
        }
        catch (InputException error)
        {
            failures.Add(Failure.Of(Field, error));
            return null;
        }
    }

    /// <summary>Sizes of a row, those that the graph leaves open as the table has them.</summary>
    internal static IReadOnlyList<long> ShapeOf(LoadedModel model, StoredTable table, FeatureTable features) =>
        SensxData.RowShape(table.Options(), features, OnnxVectorModel.RowAxes(model.Onnx));

    private static FeatureTable Read(FeatureData data)
    {
        if (data.Csv is null == data.Rows is null) throw Bad("send a table, either as \"csv\" or as \"rows\".");
        if (data.Csv is { } text)
            return data.Ids is null && data.Columns is null ? FeatureTableFile.OfText(text, "data.csv") : throw Bad("ids and columns go with rows; a CSV text has them itself.");
        IReadOnlyList<IReadOnlyList<float>> rows = data.Rows!;
        if (rows.Count == 0 || rows[0] is not { Count: > 0 and var width }) throw Bad("rows hold no number. Send a list of numbers for each input.");
        var values = new float[checked((long)rows.Count * width)];
        for (int row = 0; row < rows.Count; row++)
        {
            if (rows[row] is not { } given || given.Count != width) throw Bad($"row {row} has {rows[row]?.Count ?? 0} numbers where row 0 has {width}.");
            for (int i = 0; i < width; i++)
                values[row * width + i] = float.IsFinite(given[i]) ? given[i] : throw Bad($"row {row}, column {i}: the number is larger than float32 holds. Every feature needs a finite number.");
        }

        CheckNames("ids", data.Ids, rows.Count);
        CheckNames("columns", data.Columns, width);
        return FeatureTable.Dense(Field, rows.Count, width, values).Named(data.Ids ?? [], data.Columns ?? [], []);
    }

    private static void CheckNames(string what, IReadOnlyList<string>? names, int count)
    {
        if (names is null) return;
        if (names.Count != count) throw Bad($"{names.Count} {what} for {count}. Give one for each, or none.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (string.IsNullOrEmpty(name) || name.Any(char.IsControl)) throw Bad($"{what}: a name is empty or holds a control character.");
            if (!seen.Add(name)) throw Bad($"{what}: \"{name}\" stands twice.");
        }
    }

    private static InputException Bad(string problem) => new($"{Field}: {problem}", "bad-data");
}
