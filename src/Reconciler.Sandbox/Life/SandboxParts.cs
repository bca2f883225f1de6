using Reconciler.Sandbox.Access;
using Reconciler.Sandbox.Access.Admission;
using Reconciler.Sandbox.Faults;
using Reconciler.Sandbox.Life.Basics;
using Reconciler.Sandbox.Life.Content;
using Reconciler.Sandbox.Server;

namespace Reconciler.Sandbox.Life;

/// <summary>
/// What makes the bare server a small cluster: controllers, pods' content, access rules, admission, and faults for tests. One for each server that is started.
/// </summary>
public sealed class SandboxParts
{
    /// <summary>How fast simulated things go.</summary>
    public LifePace Pace { get; init; } = LifePace.Natural;

    /// <summary>False leaves out the controllers, so that nothing happens by itself.</summary>
    public bool IsAlive { get; init; } = true;

    /// <summary>Rules that refuse or change writes, beside those of the ConfigMap sandbox-admission.</summary>
    public IReadOnlyList<AdmissionRule> Rules { get; init; } = [];

    /// <summary>Decides what goes wrong; its plan can be changed while the server runs.</summary>
    public FaultInjector Faults { get; init; } = new(FaultPlan.None);

    public AccessControl Access { get; } = new();

    /// <summary>The options of a server that has these parts.</summary>
    public SandboxOptions AddTo(SandboxOptions options)
    {
        var hooks = options.Hooks;
        hooks.Authenticate = Access.Authenticate;
        hooks.Authorize = Access.Authorize;
        new ReviewCalls(Access).Register(hooks.Calls);
        new AdmissionChain(Access, Rules).Register(hooks.Admission);
        hooks.Requests.Add(new FaultMiddleware(Faults, options.Time).InvokeAsync);
        var transcripts = new Transcripts();
        hooks.Calls["pods/log"] = new PodLogs(() => Access.Cluster, transcripts).AnswerAsync;
        hooks.Calls["pods/exec"] = new PodExec(() => Access.Cluster, transcripts, isAttach: false).AnswerAsync;
        hooks.Calls["pods/attach"] = new PodExec(() => Access.Cluster, transcripts, isAttach: true).AnswerAsync;
        hooks.Calls["pods/binding"] = new Bindings(() => Access.Cluster).AnswerAsync;
        hooks.Calls["bindings"] = new Bindings(() => Access.Cluster).AnswerAsync;
        hooks.Calls["pods/eviction"] = new Evictions(() => Access.Cluster).AnswerAsync;
        hooks.Calls["pods/proxy"] = new ProxyCalls(() => Access.Cluster).PodAsync;
        hooks.Calls["services/proxy"] = new ProxyCalls(() => Access.Cluster).ServiceAsync;
        return options with
        {
            Preparations = [.. options.Preparations, Access.StartAsync, ClusterSeeds.PlantAsync],
            Controllers = IsAlive ? [.. options.Controllers, (cluster, cancel) => new LifeLoop(cluster, Pace).RunAsync(cancel)] : options.Controllers,
        };
    }
}
