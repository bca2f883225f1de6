using Reconciler.Objects;

namespace Reconciler.Server.Tests.Api;

/// <summary>A list without items is a list, and only what has a name of its own can be missing.</summary>
public sealed class EmptyTests
{
    [Fact]
    public async Task A_list_of_nothing_is_empty_and_not_missing()
    {
        await using var served = await ApiRig.StartAsync(write: repo => repo.Write("environment.yaml", ControlRig.Environment("prune: {empty: allow}")));
        foreach (var list in (string[])["apps", "parts", "storage", "undo"]) Assert.Empty(Assert.IsType<ListNode>(await served.GetAsync($"/api/v1/environments/live/{list}")).Items);
        Assert.Empty(((MapNode)await served.GetAsync("/api/v1/environments/live/plan")).List("changes")!.Items);
    }
}
