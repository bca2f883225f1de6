using System.Globalization;
using Reconciler.Planning;

namespace Reconciler.Apply.Tests;

public sealed class RetirementTests
{
    [Theory, Everywhere]
    public async Task A_configuration_stays_while_a_kept_revision_names_it(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("stays");
        Shop(bench, 1);
        await bench.Settle(waits: false);
        var first = Assert.Single(await Configurations(bench));
        // the bench keeps three revisions
        for (var value = 2; value <= 3; value++)
        {
            Shop(bench, value);
            Assert.Equal((0, 0), Leaving(await bench.Settle(waits: false)));
            Assert.Contains(first, await Configurations(bench));
        }
        Shop(bench, 4);
        await bench.Settle(waits: false);
        await NothingStarts(bench, "shop-web");
        Assert.DoesNotContain(first, await Configurations(bench));
    }

    [Theory, Everywhere]
    public async Task A_configuration_stays_while_pods_may_need_it_and_then_leaves_without_being_a_change(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("stays");
        Shop(bench, 1);
        await bench.Settle(waits: false);
        var first = Assert.Single(await Configurations(bench));
        await bench.Made($"apiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: old, namespace: {bench.Name}}}\nspec: {{schedule: '@yearly', jobTemplate: {{spec: {{template: {{spec: {{restartPolicy: Never, containers: [{{name: c, image: x, envFrom: [{{secretRef: {{name: {first}}}}}]}}]}}}}}}}}}}");
        for (var value = 2; value <= 4; value++)
        {
            Shop(bench, value);
            await bench.Settle(waits: false);
        }
        await NothingStarts(bench, "shop-web");
        await bench.Apply(waits: false);
        Assert.Contains(first, await Configurations(bench));
        await bench.Deleted("old", "batch/v1", "CronJob");
        var plan = await bench.Apply(waits: false);
        Assert.False(plan.HasChanges);
        var retired = plan.Of(first);
        Assert.Equal((ChangeAction.Retire, true, 0), (retired.Action, retired.IsBookkeeping, plan.Counts.Retire));
        Assert.DoesNotContain(first, await Configurations(bench));
    }

    [Theory, Everywhere]
    public async Task Older_configurations_leave_with_their_app_and_are_not_counted(Target target)
    {
        await using var bench = await Bench.On(target);
        for (var i = 0; i < 30; i++) bench.Map(string.Create(CultureInfo.InvariantCulture, $"m{i}"));
        for (var value = 1; value <= 3; value++)
        {
            Shop(bench, value);
            await bench.Settle(waits: false);
        }
        bench.Remove("shop.yaml");
        var plan = await bench.Apply();
        Assert.Equal(2, plan.Counts.Retire);
        Assert.True(plan.Counts.Prune is > 1 and < 6, plan.Counts.ToString());
        Assert.Empty(await Configurations(bench));
    }

    [Theory, Everywhere]
    public async Task A_protected_object_keeps_its_kind_in_the_inventory(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("stays");
        bench.Write("role.yaml", $"apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {{name: kept, namespace: {bench.Name}, annotations: {{reconciler.dev/prune: never}}}}\nrules: []\n");
        await bench.Settle();
        bench.Remove("role.yaml");
        await bench.Settle();
        bench.Map("stays", "{a: '2'}");
        await bench.Settle();
        Assert.Contains((await bench.Plan()).Notes, note => note.Code.Id == "RCN3016" && note.Message.Contains("kept", StringComparison.Ordinal));
    }

    [Theory, Everywhere]
    public async Task A_finished_job_is_not_run_again_when_it_is_gone(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Map("stays");
        bench.Write("job.yaml", Job(bench, "once"));
        await bench.Settle();
        await bench.Deleted("once", "batch/v1", "Job");
        await Eventually(async () => await bench.Live("once", "batch/v1", "Job") is null);
        Assert.Equal(ChangeAction.Keep, (await bench.Plan()).Of("once").Action);
        await bench.Settle();
        bench.Map("stays", "{a: '2'}");
        await bench.Settle();
        Assert.Null(await bench.Live("once", "batch/v1", "Job"));
        bench.Write("job.yaml", Job(bench, "changed"));
        Assert.Equal(ChangeAction.Create, (await bench.Plan()).Of("once").Action);
    }

    /// <summary>A Job that wants no completions completes also where no pods run.</summary>
    private static string Job(Bench bench, string argument) =>
        $"apiVersion: batch/v1\nkind: Job\nmetadata: {{name: once, namespace: {bench.Name}}}\nspec: {{completions: 0, template: {{spec: {{restartPolicy: Never, containers: [{{name: c, image: 'x:1', args: [{argument}]}}]}}}}}}\n";

    private static void Shop(Bench bench, int value) => bench.Write("shop.yaml", string.Create(CultureInfo.InvariantCulture,
        $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: shop}}\nspec:\n  namespace: {bench.Name}\n  image: 'shop:v1'\n  env: {{VALUE: '{value}'}}\n  processes: {{web: {{}}}}\n"));

    private static (int Prune, int Retire) Leaving(Plan plan) => (plan.Counts.Prune, plan.Counts.Retire);

    private static async Task<List<string>> Configurations(Bench bench) =>
        [.. (await bench.All("v1", "Secret")).Select(body => body.At("metadata", "name")!).Where(name => name.StartsWith("shop-config-", StringComparison.Ordinal))];

    /// <summary>Old workloads stop to run pods, as a rollout brings about where there are nodes.</summary>
    private static async Task NothingStarts(Bench bench, string deployment)
    {
        await bench.Deleted(deployment, "apps/v1", "Deployment");
        await Eventually(async () => (await bench.All("apps/v1", "ReplicaSet")).IsEmpty && (await bench.All("v1", "Pod")).IsEmpty);
        await bench.Settle(waits: false);
    }

    private static async Task Eventually(Func<Task<bool>> isSo)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            if (await isSo()) return;
            await Task.Delay(100);
        }
        Assert.Fail("it did not come to that");
    }
}
