using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Engine.Live;
using Reconciler.Live;
using Reconciler.Objects;

namespace Reconciler.Cli.Commands;

/// <summary>Shows what the ingress controller makes of an App's domains.</summary>
internal static class IngressCommand
{
    public static Command Create(CommandHost host)
    {
        var app = LiveAppOptions.App();
        var command = new Command("ingress", "Print the configuration that the ingress controller has for an App's domains: of ingress-nginx its own file, of others the objects that they follow.") { app };
        var live = LiveAppOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var session = await live.OpenAsync(host, parse, cancellation);
            if (session is null || await LiveAppOptions.FindAsync(host, session, parse.GetValue(app)!, cancellation) is not { } found) return ExitCode.Failed;
            var reader = new IngressReader(session.Cluster);
            var (objects, problem) = await reader.ObjectsAsync(found, cancellation);
            if (problem is not null) return TextDiagnostics.Fail(host, problem);
            if (AppRoutes.Of(objects) is { } routes && routes.Controller == IngressController.Nginx) return await ShowServersAsync(host, session, found, routes, cancellation);
            if (!parse.GetValue(CommonOptions.Quiet)) await host.Error.WriteLineAsync("this controller keeps no file; these are the objects that it follows");
            YamlWriter.Write(host.Out, objects.Select(Inspection.Shown));
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<int> ShowServersAsync(CommandHost host, LiveSession session, LiveApp app, AppRoutes routes, CancellationToken cancellation)
    {
        var (pods, missing) = await new IngressReader(session.Cluster).PodsAsync(app, routes, cancellation);
        if (pods.IsEmpty) return TextDiagnostics.Fail(host, missing!);
        var (servers, problem) = await new NginxReader(session.Commands).ReadAsync(pods[0], routes.Domains, cancellation);
        if (problem is not null) return TextDiagnostics.Fail(host, problem);
        foreach (var server in servers) await host.Out.WriteAsync(server);
        return ExitCode.Done;
    }
}
