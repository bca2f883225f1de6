using System.CommandLine;
using System.Globalization;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Cli.Commands;

/// <summary>Shows volumes and who mounts them, waits for one, and looks into one.</summary>
internal static class StorageCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static Command Create(CommandHost host)
    {
        var environment = LiveSession.EnvironmentOption();
        var output = CommonOptions.Output("text", "json");
        var command = new Command("storage", "Show volumes and who mounts them.") { environment, output, CreateWait(host), StorageExecCommand.Create(host, FindAsync) };
        var cluster = ClusterOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var session = await LiveSession.OpenAsync(host, cluster.Of(parse), parse.GetValue(environment), cancellation);
            if (session is null || await ReadAsync(host, session, cancellation) is not { } status) return ExitCode.Failed;
            if (parse.GetValue(output) == "json") await host.Out.WriteLineAsync(StorageJson.Write(status));
            else foreach (var line in StorageReport.Lines(status)) await host.Out.WriteLineAsync(line);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreateWait(CommandHost host)
    {
        var name = new Argument<string>("NAME") { HelpName = "NAME", Description = "A volume, or NAMESPACE/NAME" };
        var timeout = new Option<int>("--timeout") { Description = "How many seconds to wait", HelpName = "SECONDS", DefaultValueFactory = _ => (int)Patience.TotalSeconds };
        timeout.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() <= 0) result.AddError("--timeout is a number of seconds above 0");
        });
        var environment = LiveSession.EnvironmentOption();
        var command = new Command("wait", "Wait until a volume is bound.") { name, timeout, environment };
        var cluster = ClusterOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var session = await LiveSession.OpenAsync(host, cluster.Of(parse), parse.GetValue(environment), cancellation);
            if (session is null || await ReadAsync(host, session, cancellation) is not { } status) return ExitCode.Failed;
            var (key, problem) = Find(status, parse.GetValue(name)!);
            var isQuiet = parse.GetValue(CommonOptions.Quiet);
            if (key is { } claim)
                problem = await new StorageCycle(session.Cluster, TimeProvider.System).WaitAsync(claim, TimeSpan.FromSeconds(parse.GetValue(timeout)), message => { if (!isQuiet) host.Error.WriteLine(message); }, cancellation);
            if (problem is not null) TextDiagnostics.Write(host.Error, problem, "");
            else await host.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{key!.Value.Namespace}/{key.Value.Name} is bound"));
            return problem is null ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    /// <summary>The volume that is meant, or null with the problem written to stderr.</summary>
    private static async Task<VolumeStatus?> FindAsync(CommandHost host, LiveSession session, string wanted, CancellationToken cancellation)
    {
        if (await ReadAsync(host, session, cancellation) is not { } status) return null;
        var (key, problem) = Find(status, wanted);
        if (problem is not null) TextDiagnostics.Write(host.Error, problem, "");
        return status.Volumes.FirstOrDefault(volume => volume.Key == key);
    }

    private static async Task<StorageStatus?> ReadAsync(CommandHost host, LiveSession session, CancellationToken cancellation)
    {
        if ((await new StorageCycle(session.Cluster, TimeProvider.System).RunAsync(session.Environments, cancellation)).TryGet(out var status, out var why)) return status;
        TextDiagnostics.Write(host.Error, Answers.Unread("what volumes there are can't be told", why), "");
        return null;
    }

    private static (ObjectKey? Key, Diagnostic? Problem) Find(StorageStatus status, string wanted)
    {
        var claims = status.Volumes.Select(volume => volume.Key).Where(key => key.Kind == "PersistentVolumeClaim").Distinct().ToArray();
        var found = claims.Where(key => key.Name == wanted || $"{key.Namespace}/{key.Name}" == wanted).ToArray();
        if (found.Length == 1) return (found[0], null);
        if (found.Length > 1) return (null, RunCodes.VolumeUnknown.At(Origin.None, $"{wanted} is the name of several volumes", $"write one of {string.Join(", ", found.Select(key => $"{key.Namespace}/{key.Name}"))}"));
        if (status.Unknown is [var unknown, ..]) return (null, RunCodes.VolumeUnknown.At(Origin.None, $"whether there is a volume {wanted} can't be told: {unknown.Why}"));
        var names = claims.Select(key => wanted.Contains('/', StringComparison.Ordinal) ? $"{key.Namespace}/{key.Name}" : key.Name).Distinct(StringComparer.Ordinal).ToArray();
        return (null, RunCodes.VolumeUnknown.At(Origin.None, $"there is no volume {wanted}", Spelling.Suggest(wanted, names) ?? (names.Length is > 0 and <= 20 ? $"the volumes are {string.Join(", ", names)}" : null)));
    }
}
