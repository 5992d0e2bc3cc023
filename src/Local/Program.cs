using System.CommandLine;
using System.Runtime.InteropServices;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Local.Commands;

namespace GenoXai.Local;

/// <summary>The command line. Exit codes: 0 done, 1 anything unexpected, 2 bad input or a wrong option, 3 interrupted.</summary>
internal static class Program
{
    private const int Done = 0, Failed = 1, BadInput = 2, Interrupted = 3;

    private static async Task<int> Main(string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        void OnSignal(PosixSignalContext context)
        {
            // The second signal ends the process the hard way.
            context.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        return await RunAsync(arguments, stop.Token);
    }

    private static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            ParseResult parsed = RootCommands.Create().Parse(arguments);
            if (parsed.Errors.Count > 0)
            {
                foreach (string message in parsed.Errors.Select(static e => ParseWords.Plain(e.Message)).Distinct()) await Console.Error.WriteLineAsync($"genoxai: {message}");
                await Console.Error.WriteLineAsync($"Try \"genoxai {string.Concat(CommandPath(parsed))}--help\".");
                return BadInput;
            }

            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (InputException error)
        {
            await Console.Error.WriteLineAsync($"genoxai: {error.Message}");
            return BadInput;
        }
        catch (AggregateException error) when (error.InnerExceptions is [InputException inner])
        {
            await Console.Error.WriteLineAsync($"genoxai: {inner.Message}");
            return BadInput;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("genoxai: interrupted. Give the same command again to go on from the finished chunks.");
            return Interrupted;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or CatalogConflictException)
        {
            await Console.Error.WriteLineAsync($"genoxai: {error.Message}");
            return Failed;
        }
        catch (Exception error)
        {
            await Console.Error.WriteLineAsync($"genoxai: unexpected error, please report it with the command:\n{error}");
            return Failed;
        }
    }

    private static Stack<string> CommandPath(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var at = parsed.CommandResult; at.Parent is System.CommandLine.Parsing.CommandResult parent; at = parent) names.Push(at.Command.Name + " ");
        return names;
    }
}
