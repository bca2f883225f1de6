using System.Collections.Immutable;
using System.CommandLine;
using Reconciler.Cli.Output;
using Reconciler.Engine.Live;
using Reconciler.Planning;

namespace Reconciler.Cli.Clusters;

/// <summary>The options of commands about Apps as they run: which environment in which cluster. And the way to the App that is meant.</summary>
internal sealed class LiveAppOptions
{
    private readonly Option<string?> _environment = LiveSession.EnvironmentOption();
    private readonly ClusterOptions _cluster;

    private LiveAppOptions(Command command, CommandHost host)
    {
        command.Add(_environment);
        _cluster = ClusterOptions.AddTo(command, host);
    }

    /// <summary>Gives a command the options.</summary>
    public static LiveAppOptions AddTo(Command command, CommandHost host) => new(command, host);

    public static Argument<string> App() => new("APP") { HelpName = "APP", Description = "An App that runs, or NAMESPACE/APP" };

    public static Option<string?> Process(string description) => new("--process", "-p") { HelpName = "PROCESS", Description = description };

    /// <summary>The words after --, as they are.</summary>
    public static Argument<string[]> Words(string description) => new("COMMAND") { HelpName = "COMMAND", Description = description, Arity = ArgumentArity.ZeroOrMore };

    /// <summary>The session, or null with the problems written to stderr.</summary>
    public Task<LiveSession?> OpenAsync(CommandHost host, ParseResult parse, CancellationToken cancellation) =>
        LiveSession.OpenAsync(host, _cluster.Of(parse), parse.GetValue(_environment), cancellation);

    /// <summary>Every App of the session's environments, or null with the problem written to stderr.</summary>
    public static async Task<ImmutableArray<LiveApp>?> AllAsync(CommandHost host, LiveSession session, CancellationToken cancellation)
    {
        if ((await new LiveApps(session.Cluster).AllAsync(session.Environments, cancellation)).TryGet(out var all, out var why)) return all;
        TextDiagnostics.Write(host.Error, Answers.Unread("what Apps there are can't be told", why), "");
        return null;
    }

    /// <summary>The App that is meant, or null with the problem written to stderr.</summary>
    public static async Task<LiveApp?> FindAsync(CommandHost host, LiveSession session, string wanted, CancellationToken cancellation) =>
        await AllAsync(host, session, cancellation) is { } all ? Find(host, all, wanted) : null;

    /// <summary>Every App, and which one is meant where only one is; null with the problem written to stderr.</summary>
    public static async Task<(ImmutableArray<LiveApp> All, LiveApp? Only)?> ChooseAsync(CommandHost host, LiveSession session, string? wanted, CancellationToken cancellation)
    {
        if (await AllAsync(host, session, cancellation) is not { } all) return null;
        if (wanted is null) return (all, null);
        return Find(host, all, wanted) is { } only ? (all, only) : null;
    }

    private static LiveApp? Find(CommandHost host, ImmutableArray<LiveApp> all, string wanted)
    {
        var (app, problem) = PartChoice.Find([.. all.Select(app => (app.Environment.Identity.Environment, app.Revision.Lane, app))], wanted);
        if (problem is not null) TextDiagnostics.Write(host.Error, problem, "");
        return app;
    }
}
