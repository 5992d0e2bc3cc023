using GenoXai.Core.Models;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Core.Results;
using GenoXai.Core.Results.Comparison;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline.Members;

/// <summary>
/// Joins the maps of replicas: mean and standard error of each cell; mean, standard deviation and agreement in sign of
/// each position's importance. Goes through the replicas' files once for each array, a sequence at a time.
/// </summary>
internal sealed class ReplicaMerge(IReadOnlyList<SourceRun> runs) : IDisposable
{
    private readonly NpzReader[] _arrays = [.. runs.Select(static r => r.OpenArrays())];

    /// <summary>Mean over sequences and pairs of Pearson's r of the importances.</summary>
    public double MeanPearson { get; private set; } = double.NaN;

    /// <summary>Mean over sequences and positions of the share of replicas that have the sign of the mean.</summary>
    public double MeanSignAgreement { get; private set; } = double.NaN;

    private int Count => _arrays.Length;

    public void Dispose()
    {
        foreach (NpzReader npz in _arrays) npz.Dispose();
    }

    /// <summary>A line per sequence, of the first target.</summary>
    public void WriteTable(Stream stream, ComparisonFiles compared, CancellationToken cancellationToken)
    {
        using var table = new TsvWriter(stream, leaveOpen: true,
            "id", "replicas", "reference_prediction", "reference_sd", "pearson", "spearman", "top_overlap", "sign_agreement", "strongest_position", "mean_importance", "sd", "strongest_sign_agreement");
        float[][] references = [.. _arrays.Select(static npz => npz.Read<float>("reference_prediction").Values)];
        int n = 0;
        double pearsons = 0, signs = 0;
        (long counted, long signed) = (0, 0);
        foreach (ReplicaPositions own in Positions())
        {
            cancellationToken.ThrowIfCancellationRequested();
            double[] predictions = [.. references.Select(all => (double)all[n * (all.Length / compared.Count)])];
            double pearson = Finite(compared.Of(n).Select(static a => a.Pearson)), sign = Finite(own.SignAgreement);
            table.Text(own.Id).Number(Count).Number(predictions.Average()).Number(Deviation(predictions))
                .Number(pearson).Number(Finite(compared.Of(n).Select(static a => a.Spearman))).Number(Finite(compared.Of(n).Select(static a => a.TopOverlap))).Number(sign);
            int strongest = own.Strongest;
            if (strongest < 0) table.Text("").Text("").Text("").Text("");
            else table.Number(strongest).Number(own.Mean[strongest]).Number(own.Sd[strongest]).Number(own.SignAgreement[strongest]);
            table.EndRow();
            if (double.IsFinite(pearson)) (pearsons, counted) = (pearsons + pearson, counted + 1);
            if (double.IsFinite(sign)) (signs, signed) = (signs + sign, signed + 1);
            n++;
        }

        if (counted > 0) MeanPearson = pearsons / counted;
        if (signed > 0) MeanSignAgreement = signs / signed;
    }

    /// <summary>The arrays of the method with means instead of a model's own values, their errors, and the agreement.</summary>
    public void WriteArrays(Stream stream, ComparisonFiles compared, CancellationToken cancellationToken)
    {
        using var npz = new NpzWriter(stream, leaveOpen: true);
        foreach (string array in new[] { "values", "hypothetical" })
        {
            if (!_arrays[0].Names.Contains(array)) continue;
            WriteCells(npz, array, array, Mean, cancellationToken);
            WriteCells(npz, array, array == "values" ? "standard_error" : array + "_standard_error", StandardError, cancellationToken);
        }

        WriteCells(npz, "reference_prediction", "reference_prediction", Mean, cancellationToken);
        WriteCells(npz, "reference_prediction", "reference_standard_error", StandardError, cancellationToken);
        WritePositions(npz, "importance_mean", static p => p.Mean, cancellationToken);
        WritePositions(npz, "importance_sd", static p => p.Sd, cancellationToken);
        WritePositions(npz, "sign_agreement", static p => p.SignAgreement, cancellationToken);
        CopyLetters(npz, cancellationToken);
        npz.WriteText("ids", _arrays[0].ReadText("ids").Values);
        if (_arrays[0].Names.Contains("lengths")) npz.Write<int>("lengths", _arrays[0].Read<int>("lengths").Values);
        if (_arrays[0].Names.Contains("targets")) npz.WriteText("targets", _arrays[0].ReadText("targets").Values);
        compared.WriteArrays(npz);
        npz.Finish();
    }

    /// <summary>Mean importances of the first sequences, as logos.</summary>
    public IEnumerable<(string Key, string Svg)> Pictures(int most, ResolvedTarget target)
    {
        string unit = target.Unit.Length > 0 ? $" ({target.Unit})" : "";
        var alphabet = new Alphabet(runs[0].Record.GetString("alphabet"));
        int number = 0;
        foreach (ReplicaPositions own in Positions().Take(most))
        {
            yield return (PictureNames.Key(number++, own.Id), PictureStack.Render(own.Id,
            [
                Logo(own, alphabet, own.Mean, $"mean of {Count} replicas of {target.Name}", "mean importance" + unit),
                Logo(own, alphabet, own.Sd, "standard deviation over the replicas", "deviation" + unit),
            ]));
        }
    }

    private static string Logo(ReplicaPositions own, Alphabet alphabet, double[] values, string subtitle, string name) =>
        LogoPicture.Render(new LogoPictureContent { Title = own.Id, Subtitle = subtitle, Alphabet = alphabet, Letters = own.Letters, Values = values, ValueName = name });

    private IEnumerable<ReplicaPositions> Positions()
    {
        ExplanationFile[] files = [.. runs.Select(static run => run.Open(null))];
        try
        {
            for (int n = 0; n < files[0].Count; n++) yield return ReplicaPositions.Of([.. files.Select(static f => f.Read()!)]);
        }
        finally
        {
            foreach (ExplanationFile file in files) file.Dispose();
        }
    }

    private void WriteCells(NpzWriter npz, string from, string name, Func<double, double, double> figure, CancellationToken cancellationToken)
    {
        NpyReader[] readers = [.. _arrays.Select(a => a.Open(from))];
        try
        {
            long[] shape = readers[0].Header.Shape;
            if (readers.Any(r => !r.Header.Shape.SequenceEqual(shape))) throw new InputException($"{runs[0].Place}: the array \"{from}\" has another shape in another replica.", "bad-array");
            long count = readers[0].Header.Count;
            var cells = new float[readers.Length][];
            for (int i = 0; i < cells.Length; i++) cells[i] = new float[(int)Math.Clamp(count, 1, 1 << 16)];
            var joined = new float[cells[0].Length];
            using NpzArrayWriter<float> array = npz.Begin<float>(name, shape);
            for (int read; (read = readers[0].Read(cells[0].AsSpan())) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (int i = 1; i < readers.Length; i++) readers[i].Read(cells[i].AsSpan(0, read));
                for (int c = 0; c < read; c++)
                {
                    double sum = 0, squares = 0;
                    for (int i = 0; i < cells.Length; i++) sum += cells[i][c];
                    for (int i = 0; i < cells.Length; i++) squares += (cells[i][c] - sum / Count) * (cells[i][c] - sum / Count);
                    joined[c] = (float)figure(sum, squares);
                }

                array.Write(joined.AsSpan(0, read));
            }
        }
        finally
        {
            foreach (NpyReader reader in readers) reader.Dispose();
        }
    }

    private double Mean(double sum, double squares) => sum / Count;

    private double StandardError(double sum, double squares) => Math.Sqrt(squares / (Count - 1) / Count);

    private void WritePositions(NpzWriter npz, string name, Func<ReplicaPositions, double[]> of, CancellationToken cancellationToken)
    {
        using NpyReader letters = _arrays[0].Open("one_hot");
        long[] shape = letters.Header.Shape;
        var row = new double[shape[^1]];
        using NpzArrayWriter<double> array = npz.Begin<double>(name, shape[0], shape[^1]);
        foreach (ReplicaPositions own in Positions())
        {
            cancellationToken.ThrowIfCancellationRequested();
            row.AsSpan().Fill(double.NaN);
            of(own).CopyTo(row, 0);
            array.Write(row);
        }
    }

    private void CopyLetters(NpzWriter npz, CancellationToken cancellationToken)
    {
        using NpyReader letters = _arrays[0].Open("one_hot");
        using NpzArrayWriter<byte> array = npz.Begin<byte>("one_hot", letters.Header.Shape);
        var piece = new byte[1 << 16];
        for (int read; (read = letters.Read(piece.AsSpan())) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            array.Write(piece.AsSpan(0, read));
        }
    }

    private static double Finite(IEnumerable<double> values) => values.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    internal static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }
}

/// <summary>What replicas say of the positions of a sequence; each of shape (L).</summary>
internal sealed record ReplicaPositions(string Id, byte[] Letters, double[] Mean, double[] Sd, double[] SignAgreement)
{
    /// <summary>The position of the largest mean; −1 where none is finite.</summary>
    public int Strongest => Enumerable.Range(0, Mean.Length).Where(l => double.IsFinite(Mean[l])).OrderByDescending(l => Math.Abs(Mean[l])).FirstOrDefault(-1);

    public static ReplicaPositions Of(ExplainedSequence[] replicas)
    {
        int length = replicas[0].Importance.Length;
        double[] mean = new double[length], sd = new double[length], sign = new double[length];
        for (int l = 0; l < length; l++)
        {
            double[] own = [.. replicas.Select(r => r.Importance[l])];
            mean[l] = own.Average();
            sd[l] = ReplicaMerge.Deviation(own);
            sign[l] = double.IsFinite(mean[l]) ? own.Count(v => Math.Sign(v) == Math.Sign(mean[l])) / (double)own.Length : double.NaN;
        }

        return new ReplicaPositions(replicas[0].Id, replicas[0].Letters!, mean, sd, sign);
    }
}
