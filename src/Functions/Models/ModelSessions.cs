using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.Sensx;
using GenoXai.Core.Sequences;
using Microsoft.Extensions.Logging;

namespace GenoXai.Functions.Models;

/// <summary>
/// The models that run in this process: one session for each model and provider (of features: for each run), opened and
/// warmed once, shared by all work on it. Few are open at once; one that nobody uses makes way.
/// </summary>
/// <param name="library">The models.</param>
/// <param name="options">How many.</param>
/// <param name="logger">Told which provider computes, above all when it is not the one that was asked for.</param>
public sealed partial class ModelSessions(IModelLibrary library, AzureOptions options, ILogger<ModelSessions> logger) : IDisposable
{
    private readonly Dictionary<(string Id, string Version, ExecutionProvider Provider, string Run), Session> _open = [];
    private readonly SemaphoreSlim _opening = new(1);
    private long _uses;

    /// <summary>Number of sessions that are open.</summary>
    public int Count => _open.Count;

    /// <summary>Takes a model for some work; it stays open until that is given back.</summary>
    /// <param name="entry">The run, which names model and version.</param>
    /// <param name="targets">The run's targets.</param>
    /// <param name="provider">Where model rows are to be computed.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InputException">The model is gone or another by now.</exception>
    public Task<ModelLease<OnnxSequenceModel>> RentAsync(RunEntry entry, IReadOnlyList<string> targets, ExecutionProvider provider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return RentAsync(entry, "", provider, (model, options) => Task.FromResult<Session>(new SequenceSession(model.Open(targets, options), options.Provider)),
            session => ((SequenceSession)session).For(targets), cancellationToken);
    }

    /// <summary>Takes one of the models of a run on several; it stays open until that is given back.</summary>
    /// <param name="entry">The run.</param>
    /// <param name="member">Which model, and which of its layers are random.</param>
    /// <param name="request">The run's request.</param>
    /// <param name="provider">Where model rows are to be computed.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InputException">The model is gone or another by now.</exception>
    public Task<ModelLease<OnnxSequenceModel>> RentAsync(RunEntry entry, RunMember member, RunRequest request, ExecutionProvider provider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(request);
        RunEntry own = RunMembers.EntryOf(entry, member);
        if (member.RandomLayers is null) return RentAsync(own, request.Targets, provider, cancellationToken);
        return RentAsync(own, $"{entry.Id}/{member.Folder}", provider,
            (model, options) => Task.FromResult<Session>(new SequenceSession(RunMembers.Derive(model, member, request).Open(request.Targets, options), options.Provider)),
            session => ((SequenceSession)session).For(request.Targets), cancellationToken);
    }

    /// <summary>Takes a model of features for some work of a run; it stays open until that is given back.</summary>
    /// <param name="entry">The run, which names model and version.</param>
    /// <param name="provider">Where model rows are to be computed.</param>
    /// <param name="open">Opens the model for the run's targets and table.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InputException">The model is gone or another by now.</exception>
    public Task<ModelLease<SensxModel>> RentAsync(RunEntry entry, ExecutionProvider provider, Func<LoadedModel, ModelOptions, Task<SensxModel>> open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return RentAsync(entry, entry.Id, provider, async (model, options) => new FeatureSession(await open(model, options), options.Provider),
            static session => ((FeatureSession)session).Model, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Work may still be under way when a host stops: its session goes with the last of it, never under it.
        foreach (Session session in _open.Values) session.Close();
        _opening.Dispose();
    }

    private async Task<ModelLease<TModel>> RentAsync<TModel>(
        RunEntry entry, string run, ExecutionProvider provider, Func<LoadedModel, ModelOptions, Task<Session>> open, Func<Session, TModel> modelOf, CancellationToken cancellationToken)
    {
        string id = entry.Submission.Model!;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (!_open.TryGetValue((id, entry.ModelVersion, provider, run), out Session? session))
            {
                MakeRoom();
                session = await OpenAsync(await LoadAsync(entry, cancellationToken), provider, open);
                _open.Add((id, entry.ModelVersion, provider, run), session);
            }

            session.LastUse = ++_uses;
            TModel model = modelOf(session);
            session.Take();
            return new ModelLease<TModel>(model, session.Provider, session.GiveBack);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>A run's model, not opened.</summary>
    /// <param name="entry">The run, which names model and version.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InputException">The model is gone or another by now.</exception>
    public Task<LoadedModel> LoadAsync(RunEntry entry, CancellationToken cancellationToken) => library.LoadAsync(entry, cancellationToken);

    /// <summary>Opening shows the model one row, so that the first chunk meets a warm one.</summary>
    private async Task<Session> OpenAsync(LoadedModel model, ExecutionProvider provider, Func<LoadedModel, ModelOptions, Task<Session>> open)
    {
        try
        {
            Session session = await open(model, new ModelOptions { Provider = provider });
            LogProvider(model.Manifest.Id, Name(provider));
            return session;
        }
        catch (InputException missing) when (missing.Problem == "missing-provider")
        {
            LogFallBack(model.Manifest.Id, Name(provider), missing.Message);
            return await open(model, new ModelOptions { Provider = ExecutionProvider.Cpu });
        }
    }

    private void MakeRoom()
    {
        foreach (var (key, session) in _open.OrderBy(static s => s.Value.LastUse).ToArray())
        {
            if (_open.Count < options.ModelsOpen) return;
            if (session.IsUsed) continue;
            _open.Remove(key);
            session.Close();
        }
    }

    private static string Name(ExecutionProvider provider) => provider == ExecutionProvider.Cuda ? "CUDA" : "CPU";

    [LoggerMessage(Level = LogLevel.Information, Message = "model {Id}: rows are computed by the {Provider} provider")]
    private partial void LogProvider(string id, string provider);

    [LoggerMessage(Level = LogLevel.Warning, Message = "model {Id}: rows are computed by the CPU provider, although {Provider} was asked for. {Reason}")]
    private partial void LogFallBack(string id, string provider, string reason);

    private abstract class Session(ExecutionProvider provider)
    {
        private readonly Lock _lock = new();
        private int _users;
        private bool _closing;

        public bool IsUsed
        {
            get
            {
                lock (_lock) return _users > 0;
            }
        }

        /// <summary>Where rows really are computed, which may not be where it was asked for.</summary>
        public ExecutionProvider Provider { get; } = provider;

        public long LastUse { get; set; }

        public void Take()
        {
            lock (_lock) _users++;
        }

        public void GiveBack()
        {
            lock (_lock)
            {
                if (--_users == 0 && _closing) Release();
            }
        }

        /// <summary>Frees the model, once nobody uses it.</summary>
        public void Close()
        {
            lock (_lock)
            {
                if (_closing) return;
                _closing = true;
                if (_users == 0) Release();
            }
        }

        protected abstract void Release();
    }

    private sealed class FeatureSession(SensxModel model, ExecutionProvider provider) : Session(provider)
    {
        public SensxModel Model => model;

        protected override void Release() => model.Model.Dispose();
    }

    private sealed class SequenceSession(OnnxSequenceModel model, ExecutionProvider provider) : Session(provider)
    {
        private const int MostTargets = 16;
        private readonly Dictionary<string, OnnxSequenceModel> _byTargets = new(StringComparer.Ordinal);

        /// <summary>The model for some targets; kept, since its gradients are a graph of their own.</summary>
        public OnnxSequenceModel For(IReadOnlyList<string> targets)
        {
            string key = string.Join('\n', targets);
            if (_byTargets.TryGetValue(key, out OnnxSequenceModel? known)) return known;
            if (_byTargets.Count >= MostTargets && !IsUsed) Forget();
            return _byTargets[key] = model.For(targets);
        }

        protected override void Release()
        {
            Forget();
            model.Dispose();
        }

        private void Forget()
        {
            foreach (OnnxSequenceModel view in _byTargets.Values) view.Dispose();
            _byTargets.Clear();
        }
    }
}

/// <summary>A model in use.</summary>
/// <param name="model">The model, for the run's targets.</param>
/// <param name="provider">Where its rows really are computed.</param>
/// <param name="giveBack">Done once at the end.</param>
/// <typeparam name="TModel">Of sequences or of features.</typeparam>
public sealed class ModelLease<TModel>(TModel model, ExecutionProvider provider, Action giveBack) : IDisposable
{
    private Action? _giveBack = giveBack;

    /// <summary>The model, for the run's targets.</summary>
    public TModel Model { get; } = model;

    /// <summary>Where its rows really are computed.</summary>
    public ExecutionProvider Provider { get; } = provider;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke();
}
