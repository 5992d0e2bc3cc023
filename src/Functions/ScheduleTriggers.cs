using GenoXai.Api;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Functions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace GenoXai.Functions;

/// <summary>What is done by the clock. The host sees to it that one replica does it.</summary>
public sealed partial class ScheduleTriggers(
    RunBook book, IModelLibrary models, IArtifactStore store, StoredGenomes genomes, AzureOptions options, TimeProvider clock, ILogger<ScheduleTriggers> logger)
{
    /// <summary>Starts every run again whose model or genome has changed, and what was lost between the book and the hub.</summary>
    [Function("Reanalyse")]
    public async Task ReanalyseAsync(
        [TimerTrigger("%REANALYSIS_SCHEDULE%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var host = new DurableRunHost(client, book, clock);
        await new Housekeeping(book, models).RestartAsync(host, cancellationToken);
        using var intake = new RunIntake(book, models, store, host, clock) { CheckOn = ExecutionProvider.Cpu };
        ReanalysisReport report = await new Reanalysis(book, models, store, genomes.HashOfAsync).RunAsync(intake, cancellationToken);
        LogReanalysis(report.Started.Count, report.Refused.Count);
        foreach ((string run, string why) in report.Refused) LogRefusal(run, why);
    }

    /// <summary>Removes runs that ended long ago.</summary>
    [Function("Purge")]
    public async Task PurgeAsync(
        [TimerTrigger("%PURGE_SCHEDULE%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> removed = await new Housekeeping(book, models).PurgeAsync(
            clock.GetUtcNow().AddDays(-options.KeepDays), (id, token) => ForgetAsync(client, id, token), cancellationToken);
        LogPurge(removed.Count);
    }

    /// <summary>Purges a run's orchestration with its waves; one that is not there any more is purged already.</summary>
    private async Task<bool> ForgetAsync(DurableTaskClient client, string id, CancellationToken cancellationToken)
    {
        try
        {
            await client.PurgeInstanceAsync(id, new PurgeInstanceOptions(Recursive: true), cancellationToken);
            return true;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The hub may be busy or away; the other runs are purged all the same.
            LogKept(error, id);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "run {Run} is kept until the next purge: the task hub did not purge it")]
    private partial void LogKept(Exception error, string run);

    [LoggerMessage(Level = LogLevel.Information, Message = "reanalysis: {Started} runs started, {Refused} refused")]
    private partial void LogReanalysis(int started, int refused);

    [LoggerMessage(Level = LogLevel.Warning, Message = "reanalysis: run {Run} cannot be done again: {Reason}")]
    private partial void LogRefusal(string run, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} old runs were removed")]
    private partial void LogPurge(int count);
}
