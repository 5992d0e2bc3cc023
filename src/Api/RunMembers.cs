using System.Security.Cryptography;
using GenoXai.Api.Contracts;
using GenoXai.Core.Models;
using GenoXai.Core.Onnx;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.Members;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>Runs on several models: replicas of one, or one with more and more random layers.</summary>
public static class RunMembers
{
    /// <summary>Replicas of a model, after a check that they are.</summary>
    /// <exception cref="InputException">One is not.</exception>
    internal static IReadOnlyList<RunMember> Replicas(RunRequest request, IReadOnlyList<LoadedModel> models)
    {
        var seen = new List<ReplicaModel>();
        foreach (LoadedModel model in models)
        {
            IReadOnlyList<string> targets = [.. ResolvedTarget.Resolve(request.Targets, model.Manifest, model.Onnx.Facts).Select(static t => t.Name)];
            seen.Add(new ReplicaModel(model.Manifest.Id, model.Alphabet.Letters, model.FixedLength, targets, model.Onnx.Sha256));
            ReplicaModel.Check(seen, MembersSubmission.Field);
        }

        return [.. models.Select(static (model, i) => Of(ReplicaJoin.FolderOf(i), model))];
    }

    /// <summary>The models of a weight-randomisation test.</summary>
    /// <exception cref="InputException">The model has no layer that could be made random.</exception>
    internal static IReadOnlyList<RunMember> Randomized(SanityOptions test, LoadedModel model)
    {
        IReadOnlyList<SanityStep> steps = test.StepsOf(RandomizedWeights.Layers(model.Onnx));
        return [Of(SanityStep.Original, model), .. steps.Select((step, i) => Of(SanityStep.FolderOf(i), model) with { RandomLayers = step.Layers })];
    }

    /// <summary>The run as one on a single of its models.</summary>
    /// <param name="entry">The run.</param>
    /// <param name="member">The model.</param>
    public static RunEntry EntryOf(RunEntry entry, RunMember member)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(member);
        return entry with { Submission = entry.Submission with { Model = member.Model, Models = null }, ModelSha256 = member.Sha256, ModelVersion = member.Version };
    }

    /// <summary>What is run on each of the models.</summary>
    /// <param name="request">The request of the whole run.</param>
    public static RunRequest RequestOf(RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request with { Sanity = null };
    }

    /// <summary>The model that is run: as it is registered, or with random layers.</summary>
    /// <param name="model">The registered model.</param>
    /// <param name="member">Which layers are random.</param>
    /// <param name="request">How they are drawn.</param>
    public static LoadedModel Derive(LoadedModel model, RunMember member, RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(request);
        return member.RandomLayers is not { } layers ? model
            : model.With(RandomizedWeights.Of(model.Onnx, [.. layers], request.Sanity?.Draw ?? WeightDraw.Gaussian, request.Seed));
    }

    /// <summary>Writes what the finished runs on all the models say together, the record last.</summary>
    /// <param name="entry">The run.</param>
    /// <param name="request">Its request.</param>
    /// <param name="first">The first model, as it is registered.</param>
    /// <param name="own">Artifacts below the run.</param>
    /// <param name="elapsed">Seconds since the run began.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public static Task<RunRecord> JoinAsync(RunEntry entry, RunRequest request, LoadedModel first, IArtifactStore own, Func<double> elapsed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return JoinContext.RunAsync(request, first, [.. entry.Members.Select(static m => m.Folder)], own, elapsed, cancellationToken);
    }

    /// <summary>Fingerprint of a run on replicas but for its sequences; the order of the models counts.</summary>
    internal static string IdentityOf(RunRequest request, IEnumerable<LoadedModel> models) =>
        HashOf(models.Select(model => RunIdentity.Of(request, model.Onnx.Sha256, model.Manifest)));

    /// <summary>The same without the program version.</summary>
    internal static string ContentOf(RunRequest request, IEnumerable<LoadedModel> models) =>
        HashOf(models.Select(model => RunIdentity.ContentOf(request, model.Onnx.Sha256, model.Manifest)));

    private static string HashOf(IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', parts.Prepend("models")))));

    private static RunMember Of(string folder, LoadedModel model) => new(folder, model.Manifest.Id, model.Onnx.Sha256, ModelSummary.VersionOf(model.Manifest));
}
