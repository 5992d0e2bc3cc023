using System.Globalization;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Querying;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Local.Running;

/// <summary>The check of a sketch's φ that a person asked for.</summary>
/// <param name="Rows">Model rows for each checked sequence, at most.</param>
/// <param name="Model">The sketched model.</param>
internal sealed record CheckRequest(int Rows, LoadedModel Model);

/// <summary>
/// Spends model rows on the first sequences of a query that have no missing letter: φ by permutation sampling under uniform letters, beside the
/// sketch's, with standard errors: <c>check.tsv</c> and <c>check.svg</c>.
/// </summary>
internal sealed class SketchCheck
{
    /// <summary>Sequences that are checked at most: the first of the file.</summary>
    public const int MostSequences = 5;

    private readonly List<double> _sketch = [], _sampled = [];
    private readonly OnnxSequenceModel _model;
    private readonly int _rowsEach, _threads;
    private readonly long _seed;
    private double _squaredDifference, _squaredError;

    private SketchCheck(OnnxSequenceModel model, int rowsEach, int threads, long seed) => (_model, _rowsEach, _threads, _seed) = (model, rowsEach, threads, seed);

    /// <summary>Model rows spent.</summary>
    public long ModelRows { get; private set; }

    private int Sequences { get; set; }

    /// <summary>Opens the model.</summary>
    /// <exception cref="InputException">It is not the sketch's model, target or reading of sequences, or the rows are too few.</exception>
    public static SketchCheck Open(CheckRequest request, Sketch sketch, QueryBackground background, int threads)
    {
        SketchProvenance origin = sketch.Provenance;
        if (!ReferenceEquals(background, QueryBackground.Uniform))
            throw new InputException("--check: the check draws uniform letters; leave --background out.", "bad-option");
        if (origin.ModelSha256.Length == 0)
            throw new InputException("--check: the sketch was decoded from saved samples and knows no model; it cannot be checked.", "bad-option");
        if (!origin.ModelSha256.Equals(request.Model.Onnx.Sha256, StringComparison.OrdinalIgnoreCase))
            throw new InputException($"--model: is not the model that was sketched: its SHA-256 is {request.Model.Onnx.Sha256[..12]}…, the sketch's is {origin.ModelSha256[..Math.Min(12, origin.ModelSha256.Length)]}….", "manifest-mismatch");
        int players = sketch.Function.Domain.Allowed?.Free.Length ?? sketch.Function.Domain.Length, least = PermutationSampling.LeastRows(players);
        if (request.Rows < least)
            throw new InputException($"--check {request.Rows}: too few rows for {players} positions; the least that works is {least}.", "budget-too-small");
        OnnxSequenceModel model = request.Model.Open([origin.Target], new ModelOptions { Threads = threads });
        try
        {
            ManifestInput input = model.Manifest.Input;
            Same("the expression of target " + origin.Target, "expression", model.ResolvedTargets[0].Expression.Text);
            Same("input.axes", "axes", input.Axes);
            Same("input.flankLeft", "flank_left", input.FlankLeft);
            Same("input.flankRight", "flank_right", input.FlankRight);
            Same("input.missingLetter", "missing_letter", input.MissingLetter);
            if (!model.Alphabet.Equals(sketch.Function.Domain.Alphabet))
                throw new InputException($"--model: its letters are {model.Alphabet}, the sketch's {sketch.Function.Domain.Alphabet}. Use the manifest that the sketch was made with.", "manifest-mismatch");
            return new SketchCheck(model, request.Rows, threads, origin.Seed);
        }
        catch
        {
            model.Dispose();
            throw;
        }

        void Same(string what, string key, string value)
        {
            if (origin.InputConventions.TryGetValue(key, out string? sketched) && sketched != value)
                throw new InputException($"--model: {what} is \"{value}\", the sketch was made with \"{sketched}\". Use the manifest that the sketch was made with.", "manifest-mismatch");
        }
    }

    /// <summary>Checks the first sequences and writes both files.</summary>
    public async Task<IReadOnlyList<ArtifactInfo>> RunAsync(IEnumerable<NamedSequence> sequences, SketchQuery query, IArtifactStore store, CancellationToken cancellationToken)
    {
        using OnnxSequenceModel model = _model;
        ArtifactInfo table = await store.PutAsync("check.tsv", stream => Write(stream, sequences, query, cancellationToken), cancellationToken);
        SketchProvenance origin = query.Sketch.Provenance;
        string unit = origin.TargetUnit is { } name ? $" ({name})" : "";
        var picture = new ScatterPicture
        {
            Title = $"SHAP values of the sketch against {ModelRows:N0} model rows",
            Subtitle = string.Create(CultureInfo.InvariantCulture, $"{origin.ModelId}, {origin.Target}, first {Sequences} sequences; sampled values ± {SampledError:G3}"),
            XName = "φ by permutation sampling" + unit,
            YName = "φ from the sketch" + unit,
            X = [.. _sampled],
            Y = [.. _sketch],
        };
        return [table, await store.PutAsync("check.svg", picture.Write, cancellationToken)];
    }

    /// <summary>One line for the person.</summary>
    public string Text() => string.Create(CultureInfo.InvariantCulture,
        $"check of the first {Sequences} sequences without missing letters on {ModelRows:N0} model rows: correlation of φ {(double.IsNaN(Correlation()) ? "undefined (one side does not vary)" : Correlation().ToString("F3", CultureInfo.InvariantCulture))}, RMSE {Rmse:G3}, of which the sampling's own error is about {SampledError:G3} (check.tsv)");

    /// <summary>Puts the check's figures into a run's record.</summary>
    public void AddTo(RunRecord record) => record
        .Set("check_sequences", Sequences)
        .Set("check_rows_per_sequence", _rowsEach)
        .Set("check_correlation", Correlation())
        .Set("check_rmse", Rmse)
        .Set("check_standard_error", SampledError);

    private double Rmse => Math.Sqrt(_squaredDifference / Math.Max(1, _sketch.Count));

    private double SampledError => Math.Sqrt(_squaredError / Math.Max(1, _sketch.Count));

    private double Correlation() => Demo.Pearson.Correlation([.. _sampled], [.. _sketch]);

    private void Write(Stream stream, IEnumerable<NamedSequence> sequences, SketchQuery query, CancellationToken cancellationToken)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "id", "position", "letter", "phi_sketch", "phi_model", "standard_error", "difference");
        int batch = ChunkSizes.Of(_model.Facts, new RunRequest { Method = RunMethod.Predict }).BatchRows;
        SketchDomain domain = query.Sketch.Function.Domain;
        foreach (NamedSequence given in sequences.Where(static s => s.MissingCount == 0).Take(MostSequences))
        {
            NamedSequence sequence = domain.Complete(given);
            long seed = checked(_seed * 1_000_003 + Sequences++);
            var game = new SequenceGame(_model, sequence.Letters, seed, batch, _threads, domain.Allowed);
            ShapleyEstimate estimate = PermutationSampling.Run(game, _rowsEach, seed, cancellationToken);
            ModelRows += estimate.Rows;
            double[] phi = query.Explain(sequence.Letters, 0).Phi, sampled = game.ByPosition(estimate.Phi), errors = game.ByPosition(estimate.StandardError!);
            foreach (int p in game.Positions)
            {
                table.Text(sequence.Id).Number(p).Text(_model.Alphabet[sequence.Letters[p]].ToString()).Number(phi[p]).Number(sampled[p]).Number(errors[p]).Number(phi[p] - sampled[p]).EndRow();
                _sketch.Add(phi[p]);
                _sampled.Add(sampled[p]);
                _squaredDifference += (phi[p] - sampled[p]) * (phi[p] - sampled[p]);
                _squaredError += errors[p] * errors[p];
            }
        }
    }
}
