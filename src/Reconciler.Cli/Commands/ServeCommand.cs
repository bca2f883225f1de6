using System.CommandLine;
using System.Net;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Cli.Serving;
using Reconciler.Diagnostics;
using Reconciler.Engine.Control;
using Reconciler.Objects;
using Reconciler.Server;

namespace Reconciler.Cli.Commands;

/// <summary>The controller: keeps one environment, or several, as their sources say, until it is told to end.</summary>
internal static class ServeCommand
{
    private sealed record Request(SourceChoice? Source, ClusterChoice Cluster, string? Config, string Listen, string? Auth, string? Tokens, bool IsQuiet);

    public static Command Create(CommandHost host)
    {
        var source = CommonOptions.Source();
        source.Description = "The source to follow: a git URL, or a folder";
        var reference = CommonOptions.Reference();
        var path = CommonOptions.Path();
        var config = new Option<string?>("--config") { Description = "A file with several environments, instead of SOURCE", HelpName = "FILE" };
        var listen = new Option<string>("--listen") { Description = "Where API, dashboard, probes and metrics are served", HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:8080" };
        var auth = new Option<string?>("--auth") { Description = "cluster: people show a token of the cluster, and its access rules say what they may do", HelpName = "cluster" };
        auth.AcceptOnlyFromAmong("cluster");
        var tokens = new Option<string?>("--tokens") { Description = "A file with tokens of people, a line each: token,user[,group…]; the group admin may change things", HelpName = "FILE" };
        var command = new Command("serve", "Follow a source and keep the cluster as it says: the controller, with API and dashboard.") { source, reference, path, config, listen, auth, tokens };
        var cluster = ClusterOptions.AddTo(command, host);
        command.Validators.Add(result =>
        {
            if (result.GetValue(config) is not null && result.GetResult(source) is { Tokens.Count: > 0 }) result.AddError("--config names the sources; leave SOURCE or --config out");
        });
        command.SetAction((parse, cancellation) => RunAsync(host, new Request(
            parse.GetValue(config) is null ? SourceChoice.Of(parse, parse.GetValue(source), reference, path) : null, cluster.Of(parse), parse.GetValue(config), parse.GetValue(listen)!, parse.GetValue(auth), parse.GetValue(tokens), parse.GetValue(CommonOptions.Quiet)), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, Request request, CancellationToken cancellation)
    {
        var (listen, wrong) = ListenAddress(request.Listen);
        if (listen is null) return TextDiagnostics.Fail(host, wrong!);
        var (tokens, unreadableTokens) = ServeAccess.Tokens(host, request.Tokens);
        if ((unreadableTokens ?? ServeAccess.WhyOpen(listen, request.Auth is not null || !tokens.IsEmpty)) is { } open) return TextDiagnostics.Fail(host, open);
        await using var clusters = new OpenClusters(host);
        var (setups, unreadable) = request.Config is { } file ? ServeConfig.Read(host, file, clusters) : ([ServeConfig.One(host, request.Source!, request.Cluster, clusters)], null);
        if (unreadable is not null) return TextDiagnostics.Fail(host, unreadable);
        var logs = new ServeLog(host, TimeProvider.System);
        await using var controller = new Controller(setups, ServeLog.Applier(host), new Random(), logs.Broken);
        var (server, taken) = await ControlServer.StartAsync(new ServerSettings(listen, ProductVersion.Text)
        {
            Access = request.Auth is null ? null : ServeAccess.OfCluster(clusters, request.Config is null ? request.Cluster : new ClusterChoice(null, null)),
            Tokens = tokens,
            Peers = new ServePeers(host, clusters, listen).FindAsync,
            LogsAsJson = !host.IsErrorTerminal,
            Logs = host.Error,
        }, controller, cancellation);
        if (server is null) return TextDiagnostics.Fail(host, taken!);
        await using (server)
        {
            if (!request.IsQuiet) await host.Out.WriteLineAsync($"serving {server.Address.ToString().TrimEnd('/')}\nCtrl+C ends it.");
            await host.Out.FlushAsync(CancellationToken.None);
            host.Interrupts.RunBegins();
            var telling = logs.FollowAsync(controller, cancellation);
            await controller.RunAsync(cancellation, host.Interrupts.Abort);
            await telling;
        }
        return ExitCode.Interrupted;
    }

    private static (Uri? Address, Diagnostic? Problem) ListenAddress(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttp || address.PathAndQuery != "/")
            return (null, ControlCodes.ListenInvalid.At(Origin.None, $"--listen {text} is no address", "write --listen http://127.0.0.1:8080, for example"));
        if (!IPAddress.TryParse(address.Host.Trim('[', ']'), out _) && address.Host != "localhost")
            return (null, ControlCodes.ListenInvalid.At(Origin.None, $"--listen {text} names a host, and an address of this machine is needed", "write 127.0.0.1, or 0.0.0.0 for all addresses of this machine"));
        return (address, null);
    }
}
