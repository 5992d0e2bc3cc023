using System.Security.Cryptography;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Core.Results;

namespace GenoXai.Core.Pipeline.Members;

/// <summary>What is needed to say what the runs on several models say together.</summary>
/// <param name="Request">What was run on each, and the test if it is one.</param>
/// <param name="Model">The first model.</param>
/// <param name="Runs">The finished runs, in the models' order; their names are their folders.</param>
/// <param name="Store">Artifacts of the whole run.</param>
public sealed record JoinContext(RunRequest Request, LoadedModel Model, IReadOnlyList<SourceRun> Runs, IArtifactStore Store)
{
    /// <summary>Fingerprint of what the runs say together.</summary>
    public string Identity => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(
        string.Join('\n', Runs.Select(static r => r.Record.GetString("identity")).Append(Request.Sanity is { } test ? FormattableString.Invariant($"sanity {test.Limit}") : "replicas")))));

    /// <summary>Told once all that is read has proved good, before the first file is there.</summary>
    public Action IsRead { get; init; } = static () => { };

    /// <summary>Told what a person should see; each once.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Seconds since the run began, for its record.</summary>
    public Func<double> Elapsed { get; init; } = static () => 0;

    /// <summary>Reads the finished runs out of the store and writes what they say together, the record last.</summary>
    /// <param name="request">What was run on each, and the test if it is one.</param>
    /// <param name="model">The first model.</param>
    /// <param name="folders">The runs' folders.</param>
    /// <param name="store">Artifacts of the whole run.</param>
    /// <param name="elapsed">Seconds since the run began.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public static async Task<RunRecord> RunAsync(RunRequest request, LoadedModel model, IReadOnlyList<string> folders, IArtifactStore store, Func<double> elapsed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folders);
        var runs = new List<SourceRun>();
        try
        {
            foreach (string folder in folders)
            {
                RunRecord record = await SourceRun.ReadRecordAsync(store, folder + "/", folder, cancellationToken);
                string arrays = SourceRun.ArraysOf(record.GetString("method"));
                string line = record.GetStrings("files").First(file => file.EndsWith("  " + arrays, StringComparison.Ordinal));
                runs.Add(await SourceRun.FetchAsync(store, folder + "/", folder, folder, line[..line.IndexOf(' ', StringComparison.Ordinal)], null, cancellationToken));
            }

            return await new JoinContext(request, model, runs, store) { Elapsed = elapsed }.RunAsync(cancellationToken);
        }
        finally
        {
            foreach (SourceRun run in runs) run.Dispose();
        }
    }

    /// <summary>Writes what the runs say together, the record last.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<RunRecord> RunAsync(CancellationToken cancellationToken) => Request.Sanity is null ? ReplicaJoin.RunAsync(this, cancellationToken) : SanityJoin.RunAsync(this, cancellationToken);

    internal async Task<RunRecord> FinishAsync(RunRecord record, IReadOnlyList<string> warnings, IReadOnlyList<ArtifactInfo> files, CancellationToken cancellationToken)
    {
        foreach (string warning in warnings) Warn?.Invoke(warning);
        record.Set("members", Runs.Select(static r => r.Name))
            .Set("identity", Identity)
            .Set("seconds", Math.Round(Elapsed(), 3))
            .Set("version", RunIdentity.Version)
            .Set("warnings", warnings)
            .Set("files", files.Select(static f => $"{f.Sha256}  {f.Key}"));
        await Store.PutAsync(RunKeys.Record, stream => RunRecordFile.Write(record, stream), cancellationToken);
        return record;
    }
}
