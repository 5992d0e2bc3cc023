using GenoXai.Api;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace GenoXai.Functions;

/// <summary>What is done by the clock. The host sees to it that one replica does it.</summary>
public sealed partial class ScheduleTriggers(
    RunBook book, IModelLibrary models, IArtifactStore store, AzureOptions options, TimeProvider clock, ILogger<ScheduleTriggers> logger)
{
    /// <summary>Starts every run again whose model has changed, and what was lost between the book and the hub.</summary>
    [Function("Reanalyse")]
    public async Task ReanalyseAsync(
        [TimerTrigger("%REANALYSIS_SCHEDULE%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var host = new DurableRunHost(client, book, clock);
        await new Housekeeping(book, models).RestartAsync(host, cancellationToken);
        using var intake = new RunIntake(book, models, store, host, clock) { CheckOn = ExecutionProvider.Cpu };
        ReanalysisReport report = await new Reanalysis(book, models, store).RunAsync(intake, cancellationToken);
        LogReanalysis(report.Started.Count, report.Refused.Count);
        foreach ((string run, string why) in report.Refused) LogRefusal(run, why);
    }

    /// <summary>Removes runs that ended long ago.</summary>
    [Function("Purge")]
    public async Task PurgeAsync([TimerTrigger("%PURGE_SCHEDULE%")] TimerInfo timer, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> removed = await new Housekeeping(book, models).PurgeAsync(clock.GetUtcNow().AddDays(-options.KeepDays), cancellationToken);
        LogPurge(removed.Count);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "reanalysis: {Started} runs started, {Refused} refused")]
    private partial void LogReanalysis(int started, int refused);

    [LoggerMessage(Level = LogLevel.Warning, Message = "reanalysis: run {Run} cannot be done again: {Reason}")]
    private partial void LogRefusal(string run, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} old runs were removed")]
    private partial void LogPurge(int count);
}
