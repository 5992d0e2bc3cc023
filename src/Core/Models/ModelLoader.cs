using GenoXai.Core.Encoding;
using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Models;

/// <summary>A model file with the manifest in force, checked against each other but not yet running.</summary>
public sealed class LoadedModel
{
    private readonly InputLayout? _layout;
    private OnnxModel? _dynamic;
    private int _fixedBatch = -1;
    private readonly List<string> _warnings = [];

    /// <summary>The one length that it takes, by its manifest or its graph; null when several are possible.</summary>
    public int? FixedLength => ModelProbe.FixedLength(this);

    internal LoadedModel(OnnxModel onnx, ModelManifest manifest, string? manifestPath)
    {
        Onnx = onnx;
        Manifest = manifest;
        ManifestPath = manifestPath;
        Alphabet = new Alphabet(manifest.Input.Alphabet);
        Constants = new ConstantInputs(onnx.Facts, manifest);
        _layout = manifest.Input.IsFeatures ? null : new InputLayout(
            InputAxes.Parse(manifest.Input.Axes),
            Alphabet.Count,
            Alphabet.Parse(manifest.Input.FlankLeft),
            Alphabet.Parse(manifest.Input.FlankRight),
            manifest.Input.MissingLetter == "uniform" ? 1.0 / Alphabet.Count : 0);
        InputType = onnx.Facts.Inputs.First(i => i.Name == manifest.Input.Name).Type;
    }

    /// <summary>The model file.</summary>
    public OnnxModel Onnx { get; }

    /// <summary>The manifest in force, read or drafted.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>Path of the manifest; null when it was drafted.</summary>
    public string? ManifestPath { get; }

    /// <summary>The model's letters.</summary>
    public Alphabet Alphabet { get; }

    /// <summary>The same model with another graph of the same inputs and outputs, e.g. with random weights.</summary>
    /// <param name="graph">The graph.</param>
    public LoadedModel With(OnnxModel graph) => new(graph, Manifest with { Sha256 = null }, ManifestPath);

    internal ConstantInputs Constants { get; }

    /// <summary>The graph that runs: with a free batch axis where the file's own is fixed and could be freed. Known once the model was opened.</summary>
    internal OnnxModel RunningGraph => _dynamic ?? Onnx;

    internal InputLayout Layout => _layout ?? throw TakesFeatures();

    internal ElementType InputType { get; }

    /// <summary>Starts the model.</summary>
    /// <param name="targets">Names or expressions; none for the model's only number.</param>
    /// <param name="options">Threads and provider.</param>
    /// <exception cref="InputException">An unknown target, a provider that is not there, or a graph that ONNX Runtime refuses.</exception>
    public OnnxSequenceModel Open(IReadOnlyList<string> targets, ModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (Manifest.Input.IsFeatures) throw TakesFeatures();
        IReadOnlyList<ResolvedTarget> resolved = ResolvedTarget.Resolve(targets, Manifest, Onnx.Facts);
        if (_fixedBatch < 0) (_dynamic, _fixedBatch) = BatchAxis.Free(this, options, _warnings);
        OnnxModel graph = _dynamic ?? Onnx;
        var session = OnnxSession.Create(graph, options);
        try
        {
            ModelFacts facts = ModelProbe.Measure(this, options, _fixedBatch);
            var model = new OnnxSequenceModel(session, this, resolved, facts, _fixedBatch, options) { Warnings = [.. _warnings] };
            CheckTargets(model);
            return model;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Starts a model of rows of features.</summary>
    /// <param name="targets">Names of the manifest's targets, numbers or expressions; none for the only one.</param>
    /// <param name="options">Threads and provider.</param>
    /// <param name="rowShape">Sizes of a row, for those that the graph leaves open.</param>
    /// <exception cref="InputException">It takes sequences, or as <see cref="OnnxVectorModel.Create"/>.</exception>
    public OnnxVectorModel OpenFeatures(IReadOnlyList<string> targets, ModelOptions options, IReadOnlyList<long>? rowShape = null)
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (!Manifest.Input.IsFeatures) throw new InputException($"model \"{Manifest.Id}\": takes sequences, not rows of features.", "bad-option");
        IReadOnlyList<string> asked = targets.Count == 0 && Manifest.Targets.Count == 1 ? [Manifest.Targets[0].Name] : targets;
        ManifestTarget?[] known = [.. asked.Select(t => Manifest.Targets.FirstOrDefault(m => m.Name == t))];
        OnnxVectorModel model = OnnxVectorModel.Create(Onnx, [.. asked.Select((t, i) => known[i]?.EffectiveExpression ?? t)], options, rowShape);
        // The manifest may know what the graph does not show.
        if (known.Length > 0 && known.All(static t => t?.Unit == "probability")) model.IsProbability = true;
        return model;
    }

    private InputException TakesFeatures() => new($"model \"{Manifest.Id}\": takes rows of features, not sequences; only sensx explains it, with a table.", "bad-option");

    /// <summary>One row through the model, so that a target's wrong index is found before any work is planned.</summary>
    internal static void CheckTargets(OnnxSequenceModel model)
    {
        using ModelBatch batch = model.CreateBatch(1, model.Facts.CostLength);
        batch.Rows = 1;
        model.Predict(batch, new float[model.Targets.Count]);
    }
}

/// <summary>Finds a model's file and manifest and checks them.</summary>
public static class ModelLoader
{
    /// <summary>Loads a model.</summary>
    /// <param name="path">An <c>.onnx</c> file, or a folder with <c>model.onnx</c>.</param>
    /// <param name="manifestPath">A manifest, when it does not lie beside the model as <c>NAME.manifest.json</c> or <c>manifest.json</c>.</param>
    /// <param name="alphabet">Letters in the model's order, for a model without a manifest.</param>
    /// <param name="name">How messages name the model's file; the path when absent.</param>
    /// <exception cref="InputException">What is wrong with the model or the manifest, everything that is missing at once.</exception>
    public static LoadedModel Load(string path, string? manifestPath = null, string? alphabet = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path) && File.Exists(Path.Combine(path, "model.onnx"))) path = Path.Combine(path, "model.onnx");
        OnnxModel onnx = OnnxModel.Load(path, name: name);
        manifestPath ??= FindManifest(path);
        if (manifestPath is null)
        {
            ManifestDraft draft = ManifestDraft.From(onnx, DefaultId(path), alphabet);
            return draft.Problems.Count == 0
                ? new LoadedModel(onnx, Checked(draft.Manifest, onnx, path), null)
                : throw new InputException(
                    $"{path}: the graph does not say everything. " + string.Join(" ", draft.Problems)
                    + $" Write \"genoxai model inspect {path} > {Path.GetFileNameWithoutExtension(path)}.manifest.json\", fill it in and keep it beside the model.",
                    "manifest-mismatch");
        }

        ModelManifest manifest = ManifestFile.Parse(InputFile.ReadAllBytes(manifestPath, "manifest"), manifestPath);
        if (alphabet is not null && new Alphabet(alphabet).Letters != new Alphabet(manifest.Input.Alphabet).Letters)
            throw new InputException($"--alphabet {alphabet}: the manifest {manifestPath} says {manifest.Input.Alphabet}. Change the manifest.", "manifest-mismatch");
        return new LoadedModel(onnx, Checked(manifest, onnx, manifestPath), manifestPath);
    }

    /// <summary>Loads a model of rows of features that has no manifest.</summary>
    /// <param name="path">An <c>.onnx</c> file.</param>
    /// <exception cref="InputException">It does not take rows of float32 and nothing else.</exception>
    public static LoadedModel LoadFeatures(string path)
    {
        OnnxModel onnx = OnnxModel.Load(path);
        _ = OnnxVectorModel.RowAxes(onnx);
        return new LoadedModel(onnx, new ModelManifest { Id = DefaultId(path), Input = new ManifestInput { Name = onnx.Facts.Inputs[0].Name, Axes = ManifestInput.FeatureAxes } }, null);
    }

    /// <summary>The id a model gets from its path.</summary>
    /// <param name="path">Path of the <c>.onnx</c> file.</param>
    public static string DefaultId(string path)
    {
        string stem = Path.GetFileNameWithoutExtension(path);
        if (stem == "model" && Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) is { Length: > 0 } folder) stem = folder;
        string id = string.Concat(stem.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')).TrimStart('-', '.');
        return id.Length > 0 ? id : "model";
    }

    private static string? FindManifest(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        string own = Path.Combine(folder, Path.GetFileNameWithoutExtension(path) + "." + ManifestFile.Name);
        string common = Path.Combine(folder, ManifestFile.Name);
        return File.Exists(own) ? own : File.Exists(common) ? common : null;
    }

    private static ModelManifest Checked(ModelManifest manifest, OnnxModel onnx, string path)
    {
        var problems = new List<string>();
        if (manifest.Sha256 is { } sha && !sha.Equals(onnx.Sha256, StringComparison.OrdinalIgnoreCase))
            problems.Add($"sha256 {sha[..Math.Min(12, sha.Length)]}… is not that of {onnx.Name} ({onnx.Sha256[..12]}…): the manifest belongs to another model file.");
        TensorFact? input = onnx.Facts.Inputs.FirstOrDefault(i => i.Name == manifest.Input.Name);
        if (input is null)
            problems.Add($"input.name \"{manifest.Input.Name}\": the model has {string.Join(", ", onnx.Facts.Inputs.Select(static i => i.Description))}.");
        else if (manifest.Input.IsFeatures)
            _ = OnnxVectorModel.RowAxes(onnx);
        else
            problems.AddRange(InputProblems(manifest.Input, input));
        problems.AddRange(ConstantInputs.Problems(onnx.Facts, manifest));
        foreach (ManifestTarget target in manifest.Targets)
            foreach (string output in TargetExpression.Parse(target.EffectiveExpression).Outputs.Where(o => onnx.Facts.Outputs.All(f => f.Name != o)))
                problems.Add($"target \"{target.Name}\": the model has no output \"{output}\", it has {string.Join(", ", onnx.Facts.Outputs.Select(static o => o.Description))}.");
        return problems.Count == 0 ? manifest : throw new InputException($"{path}: " + string.Join(" ", problems), "manifest-mismatch");
    }

    private static IEnumerable<string> InputProblems(ManifestInput manifest, TensorFact input)
    {
        if (!InputAxes.TryParse(manifest.Axes, out InputAxes? axes, out string? problem))
        {
            yield return $"input.axes: {problem.TrimEnd('.')}.";
            yield break;
        }

        if (!input.Type.IsFloat || input.Type == ElementType.BFloat16)
            yield return $"input {input.Description}: a one-hot input is float32, float64 or float16.";
        if (input.Sizes is not { } sizes) yield break;
        int letters = new Alphabet(manifest.Alphabet).Count, flanks = manifest.FlankLeft.Length + manifest.FlankRight.Length;
        if (!axes.TryFit(sizes, letters, out int? length, out problem)) yield return $"input.axes: {problem}.";
        else if (length - flanks is { } only && (manifest.MinLength > only || manifest.MaxLength < only))
            yield return $"input.minLength and maxLength: the model takes exactly {only} positions; leave them out.";
        else if (length is { } full && (manifest.Length ?? (full - flanks)) + flanks != full)
            yield return $"input.length {manifest.Length} with flanks of {flanks} letters: the model's input has {full} positions.";
        else if (length is { } whole && whole - flanks < 1)
            yield return $"input.flankLeft and flankRight fill all {whole} positions of the model's input.";
    }
}
