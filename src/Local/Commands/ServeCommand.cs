using System.CommandLine;
using System.Net.Sockets;
using GenoXai.Api;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai serve</c>: the HTTP surface on this machine.</summary>
internal static class ServeCommand
{
    private const int DefaultPort = 8642;

    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Port on 127.0.0.1; 0 for any free one.", DefaultValueFactory = static _ => DefaultPort };
        var common = new CommonOptions();
        var command = new Command("serve", "Serve models, runs and sketches over HTTP on 127.0.0.1, until Ctrl-C.") { port, common.Home, common.Threads };
        command.SetAction(async (parsed, stop) =>
        {
            int number = parsed.GetValue(port);
            if (number is < 0 or > 65535) throw new InputException($"--port {number}: 0 to 65535 are possible.", "bad-option");
            ModelHome home = ModelHome.Open(parsed.GetValue(common.Home));
            await ServeAsync(home, number, new ModelOptions { Threads = common.ThreadsOf(parsed) }, stop);
            return 0;
        });
        return command;
    }

    private static async Task ServeAsync(ModelHome home, int port, ModelOptions options, CancellationToken stop)
    {
        Directory.CreateDirectory(home.Path);
        await using FileStream held = Hold(home.Path);
        await using WebApplication app = LocalServer.Create(home, port, options, new ApiOptions());
        try
        {
            await app.StartAsync(stop);
        }
        catch (IOException error) when (error.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException or SocketException)
        {
            throw new InputException($"--port {port}: cannot be listened on ({error.InnerException.Message}). Choose another, or 0 for any free one.", "bad-option", error);
        }
        catch (SocketException error)
        {
            throw new InputException($"--port {port}: cannot be listened on ({error.Message}). Choose another, or 0 for any free one.", "bad-option", error);
        }

        Console.WriteLine($"genoxai serves {home.Path} on {app.Urls.First()}");
        await app.WaitForShutdownAsync(stop);
    }

    /// <summary>Two servers would do the same runs twice.</summary>
    internal static FileStream Hold(string home)
    {
        try
        {
            return new FileStream(Path.Combine(home, "serve.lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--home {home}: another server works on this folder, or it cannot be written to ({error.Message}).", "conflict", error);
        }
    }
}
