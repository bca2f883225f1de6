using Reconciler.Engine.Control;
using Reconciler.Planning;

namespace Reconciler.Server.Tests.Control;

/// <summary>Pausing everything while it goes wrong.</summary>
public sealed class KillSwitchTests
{
    /// <summary>More than are deleted at the same time.</summary>
    private const int Many = 60;

    [Fact]
    public async Task A_pause_of_everything_counts_between_two_deletions()
    {
        await using var rig = await ControlRig.StartAsync(repo =>
        {
            repo.Write("environment.yaml", ControlRig.Environment("prune: {budget: {objects: 100, percent: 100}}"));
            repo.Write("space.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
            repo.Write("many.yaml", string.Join("---\n", Enumerable.Range(0, Many).Select(number => ControlRig.Map($"map-{number}"))));
        });
        await rig.SyncedAsync();
        var paused = new Lazy<Task>(PauseAsync);
        // a plan only asks whether it may delete
        rig.Cluster.BeforeDeletion = () => rig.State.Phase == ControlPhase.Applying ? paused.Value : Task.CompletedTask;
        rig.Repo.Remove("many.yaml");
        var commit = rig.Push();
        var held = await rig.UntilAsync(state => state.Phase == ControlPhase.Held && state.Plan?.Source.Commit == commit);
        var left = held.Plan!.Changes.Count(change => change.Wanted == ChangeAction.Prune);
        // what was under way is finished, and nothing else is begun
        Assert.InRange(left, 1, Many - 1);
        Assert.Equal(Many - left, rig.Controller.Runs[0].Status.Deleted);
        await rig.OrderAsync(orders => orders.Resuming(PartId.All));
        await rig.SyncedAsync(commit);

        async Task PauseAsync()
        {
            await rig.OrderAsync(orders => orders.Pausing(new PauseOrder(PartId.All, "ada", DateTimeOffset.UtcNow)));
            // until the controller has heard it
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }
}
