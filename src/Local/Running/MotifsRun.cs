using System.Diagnostics;
using System.Globalization;
using GenoXai.Core.Motifs;
using GenoXai.Core.Motifs.Discovery;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Local.Reports;

namespace GenoXai.Local.Running;

/// <summary>What motif discovery is asked.</summary>
internal sealed record MotifsRequest
{
    /// <summary>Folder of the finished run.</summary>
    public required string From { get; init; }

    public string? Target { get; init; }

    /// <summary>The run's sequences, where it does not hold them.</summary>
    public string? Fasta { get; init; }

    /// <summary>The run's letters, where it does not say.</summary>
    public Alphabet? Alphabet { get; init; }

    /// <summary>File of known motifs; null for none.</summary>
    public string? Known { get; init; }

    public required DiscoveryOptions Options { get; init; }

    public int Pictures { get; init; } = 5;
}

/// <summary>Finds motifs in the maps of a finished run; nothing is shown to a model.</summary>
internal static class MotifsRun
{
    public const string Method = "motifs";

    public static async Task<RunSummary> RunAsync(MotifsRequest request, string path, bool overwrite, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        OnRunsFolder.RequireOther([request.From], path, "is the run whose maps are read");
        var folder = new RunFolder(path, overwrite);
        folder.PrepareForQuery();
        SourceRun run = RunResults.Open(request.From).AsSource(request.From);
        SourceRun.RequireExplanation(run.Place, run.Method);
        if (request.Fasta is { } fasta)
        {
            // First of all what is wrong with a file that is missing or empty.
            if (fasta != "-" && (!File.Exists(fasta) || new FileInfo(fasta).Length == 0)) _ = FastaReader.ReadFile(fasta, Alphabet.Dna).FirstOrDefault();
            if (!FastaReader.CanReadAgain(fasta)) throw new InputException($"--fasta {fasta}: is read several times, so it must be a file.", "bad-option");
            run.Sequences = alphabet => FastaReader.ReadFile(fasta, alphabet);
        }

        var asked = new RunRequest { Method = RunMethod.Motifs, Pictures = request.Pictures, Discovery = new DiscoveryRequest { Target = request.Target, Options = request.Options } };
        RunRecord record = await OnRunsFolder.RunAsync(asked, path, folder, watch, [run], cancellationToken, context => context with
        {
            Alphabet = request.Alphabet,
            Known = request.Known is { } known ? (known, MotifReader.ReadFile(known)) : null,
            Threads = request.Options.Threads,
        });
        return new RunSummary(record, Text(record, path));
    }

    private static string Text(RunRecord record, string path)
    {
        string annotated = record.Has("annotated") ? string.Create(CultureInfo.InvariantCulture, $", {record.GetInt64("annotated"):N0} of them like known ones (q < 0.05)") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"motifs: {record.GetStrings("motifs").Count:N0} motifs{annotated}, from {record.GetInt64("seqlets"):N0} seqlets in {record.GetInt64("sequences"):N0} {record.GetString("from_method")} maps, 0 model rows. Results: {path}");
    }
}
