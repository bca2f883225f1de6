using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Apply.Tests;

/// <summary>Why an object differs: told exactly, by what was applied, by what the last commit renders to today, and by who owns what.</summary>
public sealed class CauseTests
{
    [Theory, Everywhere]
    public async Task A_version_that_renders_the_same_commit_otherwise_is_an_upgrade_and_asked_once(Target target)
    {
        await using var bench = await Bench.On(target);
        var asked = new List<string>();
        ManifestSet? then = null;
        bench.RenderAt = commit =>
        {
            asked.Add(commit);
            return then;
        };
        bench.Commit = new string('a', 40);
        bench.Map("one");
        bench.Map("two");
        await bench.Settle();
        Assert.Empty(asked);
        // another version would write both files otherwise, and the user changes one of them
        bench.Map("one", "{a: '2'}");
        bench.Map("two", "{a: '2'}");
        then = await bench.Manifests();
        bench.Map("two", "{a: '3'}");
        bench.Commit = new string('b', 40);
        var plan = await bench.Plan();
        Assert.Equal(("upgrade", "yours"), (plan.Of("one").Cause!.Word, plan.Of("two").Cause!.Word));
        Assert.Equal([new string('a', 40)], asked);
        then = null;
        Assert.Equal("yours", (await bench.Plan()).Of("one").Cause!.Word);
        bench.Commit = new string('a', 40);
        Assert.Equal("upgrade", (await bench.Plan()).Of("two").Cause!.Word);
        await bench.Settle();
        asked.Clear();
        Assert.False((await bench.Plan()).HasChanges);
        Assert.Empty(asked);
    }

    [Theory, Everywhere]
    public async Task A_commit_that_was_applied_with_changes_beside_it_tells_nothing(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Commit = new string('a', 40);
        bench.IsDirty = true;
        bench.Map("one", "{a: dirty}");
        await bench.Settle();
        bench.IsDirty = false;
        bench.Map("one");
        Assert.Equal("yours", (await bench.Plan()).Of("one").Cause!.Word);
        await bench.Settle();
        bench.Map("one", "{a: '2'}");
        Assert.Equal("upgrade", (await bench.Plan()).Of("one").Cause!.Word);
    }

    [Theory, Everywhere]
    public async Task What_somebody_deleted_or_took_the_mark_from_is_drift(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("one");
        bench.Map("two");
        bench.Map("three");
        await bench.Settle();
        await bench.Deleted("one");
        await bench.Edited("two", body => body.With("metadata", body.Map("metadata")!.With("annotations", body.Map("metadata").Map("annotations")!.Without("reconciler.dev/applied"))));
        var plan = await bench.Plan();
        Assert.Equal((ChangeAction.Create, "drift"), (plan.Of("one").Action, plan.Of("one").Cause!.Word));
        Assert.True(plan.Of("two").Action == ChangeAction.Keep || plan.Of("two").Cause!.Word == "drift", plan.Of("two").Cause?.Word);
        bench.Remove("three.yaml");
        await bench.Settle();
        bench.Map("three");
        Assert.Equal("yours", (await bench.Plan()).Of("three").Cause!.Word);
    }

    [Theory, Everywhere]
    public async Task A_reviewed_write_finds_the_object_as_it_was_compared_or_is_held(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("touched");
        bench.Map("changed");
        await bench.Settle();
        bench.Map("touched", "{a: '2'}");
        bench.Map("changed", "{a: '2'}");
        var planned = await bench.Planned();
        planned = planned with { Plan = planned.Plan! with { Changes = [.. planned.Plan!.Changes.Select(change => change with { IsReviewed = true })] } };
        // as a controller does that writes status at any time, and as somebody does who changes what was reviewed
        await bench.Edited("touched", body => body.With("data", body.Map("data")!.With("theirs", "1")));
        await bench.Edited("changed", body => body.With("data", body.Map("data")!.With("a", "x")));
        Assert.Empty(await bench.Do(planned));
        Assert.Equal((1, 1), (bench.Status.Written, bench.Status.Held));
        Assert.Equal(("2", "1"), ((await bench.Live("touched")).At("data", "a"), (await bench.Live("touched")).At("data", "theirs")));
        Assert.Equal("x", (await bench.Live("changed")).At("data", "a"));
    }

    [Theory, Everywhere]
    public async Task New_objects_that_exceed_a_quota_together_are_warned_of_before(Target target)
    {
        await using var bench = await Bench.On(target);
        await bench.Made($"apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: few, namespace: {bench.Name}}}\nspec: {{hard: {{count/configmaps: '4', services: '9'}}}}");
        for (var i = 0; i < 5; i++) bench.Map($"m{i.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        var plan = await bench.Plan();
        var warning = Assert.Single(plan.Notes, note => note.Code.Id == "RCN3025");
        Assert.Contains("count/configmaps", warning.Message, StringComparison.Ordinal);
        Assert.Equal(5, plan.Counts.Create);
        for (var i = 1; i < 5; i++) bench.Remove($"m{i.ToString(System.Globalization.CultureInfo.InvariantCulture)}.yaml");
        Assert.DoesNotContain((await bench.Plan()).Notes, note => note.Code.Id == "RCN3025");
    }
}
