using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GenoXai.Local.Running;

/// <summary>
/// Shows how far a run is, on standard error: a bar with rows a second and time left in a terminal,
/// a plain line every few seconds when the output goes to a file or a pipe.
/// </summary>
internal sealed class RunProgress : IDisposable
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(2);
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly string _name;
    private readonly bool _plain;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _display;
    private readonly Lock _lock = new();
    private TimeSpan _nextLine = LineInterval;
    private long _done, _reused, _total;

    public RunProgress(string name, bool plain)
    {
        (_name, _plain) = (name, plain);
        _display = plain ? Task.CompletedTask : Task.Run(DisplayAsync);
    }

    /// <summary>Whether progress must be plain lines.</summary>
    public static bool IsPlain => Console.IsErrorRedirected || Console.IsOutputRedirected;

    /// <summary>Rows of the whole run, once they are known.</summary>
    public long Total
    {
        get => Interlocked.Read(ref _total);
        set => Interlocked.Exchange(ref _total, value);
    }

    /// <summary>Rows shown to the model by this process.</summary>
    public long Computed => Interlocked.Read(ref _done);

    /// <summary>Rows taken over from an earlier attempt.</summary>
    public long Reused => Interlocked.Read(ref _reused);

    private double Rate => Computed / Math.Max(1e-3, _watch.Elapsed.TotalSeconds);

    /// <summary>Adds rows: computed ones as a positive number, reused ones as a negative.</summary>
    public void Add(int rows)
    {
        if (rows < 0) Interlocked.Add(ref _reused, -rows);
        else Interlocked.Add(ref _done, rows);
        // A sketch's decoder may ask for rows that no plan knew.
        long planned = Total, seen = Computed + Reused;
        if (planned > 0 && seen > planned) Interlocked.CompareExchange(ref _total, seen, planned);
        if (!_plain || _watch.Elapsed < _nextLine) return;
        lock (_lock)
        {
            if (_watch.Elapsed < _nextLine) return;
            _nextLine = _watch.Elapsed + LineInterval;
            Console.Error.WriteLine(Line());
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _display.Wait();
        _stop.Dispose();
    }

    /// <summary>E.g. <c>ism: 120,000 of 550,000 rows, 61,200 rows/s, 7 s left</c>.</summary>
    private string Line()
    {
        long seen = Computed + Reused;
        string left = seen < Total && Computed > 0 ? string.Create(CultureInfo.InvariantCulture, $", {Math.Ceiling((Total - seen) / Rate):N0} s left") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{_name}: {seen:N0} of {Total:N0} rows, {Rate:N0} rows/s{left}");
    }

    private async Task DisplayAsync()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RateColumn(this), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask task = context.AddTask(Markup.Escape(_name));
                while (!_stop.IsCancellationRequested)
                {
                    task.MaxValue = Math.Max(1, Total);
                    task.Value = Computed + Reused;
                    try
                    {
                        await Task.Delay(100, _stop.Token);
                    }
                    catch (OperationCanceledException)
                    {
                    }
                }

                task.MaxValue = Math.Max(1, Total);
                task.Value = Computed + Reused;
                task.StopTask();
            });
    }

    private sealed class RateColumn(RunProgress progress) : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(string.Create(CultureInfo.InvariantCulture, $"{progress.Rate:N0} rows/s"));
    }
}
