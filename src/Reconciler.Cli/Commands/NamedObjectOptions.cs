using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Diffing;
using Reconciler.Engine.Inventory;

namespace Reconciler.Cli.Commands;

/// <summary>The arguments of a command about one live object of an environment.</summary>
internal sealed class NamedObjectOptions
{
    public Argument<string> Object { get; } = new("KIND/NAME") { Description = "The object, as in Deployment/shop-web" };

    public Option<string?> Namespace { get; } = new("--namespace", "-n") { Description = "The namespace of the object (default: default)", HelpName = "NS" };

    public Option<string?> Environment { get; } = LiveSession.EnvironmentOption();

    /// <summary>The environment and the object, or null with the problem written to stderr.</summary>
    public async Task<(KnownEnvironment Known, LiveObject Live)?> FindAsync(CommandHost host, ParseResult parse, LiveSession session, CancellationToken cancellation)
    {
        if (session.One(host) is not { } known) return null;
        var (live, problem) = await NamedObjects.FindAsync(session.Cluster, parse.GetValue(Object)!, parse.GetValue(Namespace), cancellation);
        if (problem is not null) TextDiagnostics.Write(host.Error, problem, "");
        return live is null ? null : (known, live);
    }
}
