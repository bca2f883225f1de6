using System.CommandLine;
using System.CommandLine.Completions;
using Reconciler.Kubernetes.Config;

namespace Reconciler.Cli.Clusters;

/// <summary>The cluster that a command line names. RECONCILE_CLUSTER stands in for --cluster where that is left out.</summary>
internal sealed record ClusterChoice(string? Cluster, string? Kubeconfig)
{
    public const string Sandbox = "sandbox";
    public const string DefaultVariable = "RECONCILE_CLUSTER";

    /// <summary>The context to use; null: the current one.</summary>
    public string? ContextOf(CommandHost host) => Cluster ?? Default(host);

    /// <summary>A file that is named here and now counts more than a sandbox that is only the default.</summary>
    public bool IsSandbox(CommandHost host) => Cluster == Sandbox || (Cluster is null && Kubeconfig is null && Default(host) == Sandbox);

    /// <summary>A plan that was made for the sandbox is applied there where nothing else is named; another cluster has to be named as always.</summary>
    public ClusterChoice For(CommandHost host, string planned) =>
        planned == Sandbox && Cluster is null && Kubeconfig is null && Default(host) is null ? this with { Cluster = Sandbox } : this;

    /// <summary>Where to look for the way into a cluster that is not the sandbox.</summary>
    public ConfigSources Sources(CommandHost host) => ConfigSources.From(
        host.Variable,
        UserHome.Of(host) ?? "",
        Kubeconfig is null ? null : Path.GetFullPath(Kubeconfig, host.WorkingDirectory),
        ContextOf(host) is { } context && context != Sandbox ? context : null);

    private static string? Default(CommandHost host) => host.Variable(DefaultVariable) is { Length: > 0 } set ? set : null;
}

/// <summary>The options by which a command line names a cluster, for each command that needs one.</summary>
internal sealed class ClusterOptions
{
    private readonly Option<string?> _cluster = new("--cluster") { Description = "The embedded cluster (sandbox), or a context of the kubeconfig (default: $RECONCILE_CLUSTER, then the current context)", HelpName = "sandbox|CONTEXT" };
    private readonly Option<string?> _kubeconfig = new("--kubeconfig") { Description = "The kubeconfig file (default: $KUBECONFIG, then ~/.kube/config)", HelpName = "FILE" };

    private ClusterOptions(CommandHost host) => _cluster.CompletionSources.Add(context => Names(host, context));

    /// <summary>Gives a command the options.</summary>
    public static ClusterOptions AddTo(Command command, CommandHost host)
    {
        var options = new ClusterOptions(host);
        command.Add(options._cluster);
        command.Add(options._kubeconfig);
        return options;
    }

    public ClusterChoice Of(ParseResult parse) => new(parse.GetValue(_cluster), parse.GetValue(_kubeconfig));

    private IEnumerable<CompletionItem> Names(CommandHost host, CompletionContext context) =>
        KubeConfig.Contexts(new ClusterChoice(null, context.ParseResult.GetValue(_kubeconfig)).Sources(host)).Prepend(ClusterChoice.Sandbox).Select(name => new CompletionItem(name));
}
