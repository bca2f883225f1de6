using Reconciler.Diagnostics;
using static Reconciler.Core.Tests.Specs.Rules.RuleScene;

namespace Reconciler.Core.Tests.Specs.Rules;

public sealed class VolumeRulesTests
{
    private const string Mount = "mounts: [{storage: »uploads, path: /data, processes: [web]}]\n";

    [Theory]
    [InlineData("processes: {web: {}}", "web has one more while a rollout replaces pods (maxSurge is 25%)")]
    [InlineData("processes: {web: {replicas: 2}}", "web has up to 2 pods")]
    [InlineData("processes: {web: {replicas: 2}}\ndeploy: {strategy: recreate}", "web has up to 2 pods")]
    [InlineData("processes: {web: {autoscaling: {max: 5, triggers: [{type: cron}]}}}\ndeploy: {strategy: recreate}", "web has up to 5 pods")]
    [InlineData("processes: {web: {rollout: {maxSurge: 1}}}", "web has one more while a rollout replaces pods (maxSurge is 1)")]
    public void A_ReadWriteOnce_volume_in_several_pods_is_a_warning_that_shows_recreate(string fields, string why)
    {
        var problem = Refused("RCN1162", Of(App(Mount + fields), Storage()));
        Assert.Equal(Severity.Warning, problem.Severity);
        Assert.Equal($"the Storage \"uploads\" is ReadWriteOnce, and {why}", problem.Message);
        Assert.Contains("strategy: recreate", problem.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deploy: {strategy: recreate}", "")]
    [InlineData("processes: {web: {rollout: {maxSurge: 0, maxUnavailable: 1}}}", "")]
    [InlineData("processes: {web: {rollout: {maxSurge: 0%, maxUnavailable: 1}}}", "")]
    [InlineData("processes: {web: {replicas: 0}}", "")]
    [InlineData("processes: {web: {replicas: 3}, worker: {replicas: 3}}", "accessMode: ReadWriteMany")]
    [InlineData("processes: {web: {replicas: 3}}", "accessMode: ReadOnlyMany")]
    [InlineData("cron: [{name: a, schedule: '@daily', command: b}]\ndeploy: {strategy: recreate}", "accessMode: ReadWriteOncePod")]
    public void These_pass(string fields, string storage) => Passes(Of(App(Mount.Replace("»", "", StringComparison.Ordinal) + fields), Storage(storage)));

    [Fact]
    public void Two_processes_are_several_pods()
    {
        var problem = Refused("RCN1162", Of(App("mounts: [{storage: »uploads, path: /data}]\nprocesses: {web: {}, worker: {}}\ndeploy: {strategy: recreate}"), Storage()));
        Assert.Contains("2 mount it: shop/web, shop/worker", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_Apps_are_several_pods() => Assert.Equal(["RCN1162", "RCN1162"],
        Check(Of(App(Mount.Replace("»", "", StringComparison.Ordinal) + "deploy: {strategy: recreate}", "a"), App(Mount.Replace("»", "", StringComparison.Ordinal) + "deploy: {strategy: recreate}", "b"), Storage())).Select(problem => problem.Code.Id));

    [Theory]
    [InlineData("ReadWriteOnce")]
    [InlineData("ReadWriteOncePod")]
    public void With_blueGreen_it_is_an_error(string mode)
    {
        const string BlueGreen = "processes: {web: {healthChecks: {readiness: {tcpSocket: {}}}}}\ndeploy: {strategy: blueGreen}";
        Refused("RCN1163", Of(App(Mount + BlueGreen), Storage($"accessMode: {mode}")));
        Passes(Of(App(Mount.Replace("»", "", StringComparison.Ordinal) + BlueGreen), Storage("accessMode: ReadWriteMany")));
    }

    [Theory]
    [InlineData("web", "processes: {web: {replicas: 2}}\n")]
    [InlineData("web, worker", "processes: {web: {}, worker: {}}\n")]
    [InlineData("web, 'cron:*'", "cron: [{name: a, schedule: '@daily', command: b}]\n")]
    [InlineData("web, tasks", "deploy: {tasks: {after: [{name: a, command: b}]}}\n")]
    public void A_ReadWriteOncePod_volume_in_several_pods_is_an_error(string consumers, string fields) =>
        Refused("RCN1164", Of(App($"mounts: [{{storage: »uploads, path: /data, processes: [{consumers}]}}]\n{fields}"), Storage("accessMode: ReadWriteOncePod")));

    [Theory]
    [InlineData("{storage: uploads, path: /data}, {storage: media, path: »/data}")]
    [InlineData("{storage: uploads, path: /data}, {storage: media, path: »/data/}")]
    [InlineData("{storage: uploads, path: /data, processes: [worker]}, {storage: media, path: »/data, processes: [worker, run]}")]
    [InlineData("{storage: uploads, path: /data, processes: ['cron:*']}, {storage: media, path: »/data, processes: ['cron:a']}")]
    public void Two_volumes_are_not_at_one_path(string mounts) => Refused("RCN1160", Mounts(mounts));

    [Theory]
    [InlineData("{storage: uploads, path: /data, processes: [worker]}, {storage: media, path: /data, processes: [web]}")]
    [InlineData("{storage: uploads, path: /data, subPath: a}, {storage: uploads, path: /other, subPath: b}")]
    public void They_may_be_in_different_pods(string mounts) => Passes(Mounts(mounts));

    [Fact]
    public void Shared_memory_has_its_path()
    {
        Refused("RCN1160", Mounts("{storage: uploads, path: »/dev/shm}", "shmSize: 64Mi\n"));
        Passes(Mounts("{storage: uploads, path: /dev/shm}"));
    }

    [Theory]
    [InlineData("{storage: uploads, path: »/}")]
    [InlineData("{storage: uploads, path: »/data/../etc}")]
    [InlineData("{storage: uploads, path: »'/data:ro'}")]
    [InlineData("{storage: uploads, path: /data, subPath: »/a}")]
    [InlineData("{storage: uploads, path: /data, subPath: »a/../../b}")]
    public void A_path_can_be_mounted(string mounts) => Refused("RCN1161", Mounts(mounts));

    [Fact]
    public void The_colon_form_shows_the_Storage_to_write()
    {
        Assert.StartsWith("write {storage: uploads, path: /data} and", Refused("RCN1035", Mounts("{storage: »'uploads:/data', path: /data}")).Fix, StringComparison.Ordinal);
        Assert.Contains("hostPath: /var/lib/uploads", Refused("RCN1035", Mounts("{storage: »'/var/lib/uploads:/data', path: /data}")).Fix, StringComparison.Ordinal);
    }

    private static string Mounts(string mounts, string fields = "") => Of(
        App($"{fields}mounts: [{mounts}]\nprocesses: {{web: {{}}, worker: {{}}}}\ncron: [{{name: a, schedule: '@daily', command: b}}]"),
        Storage("accessMode: ReadWriteMany"), Storage("accessMode: ReadWriteMany", "media"));

    [Theory]
    [InlineData("storageClass: »fast\n  hostPath: /data", "RCN1165")]
    [InlineData("node: »worker-1", "RCN1165")]
    [InlineData("hostPath: »/data/../x", "RCN1161")]
    [InlineData("storageClass: »Fast", "RCN1112")]
    public void A_Storage_lies_in_one_place(string fields, string code) => Refused(code, Storage(fields.Replace("\n  ", "\n", StringComparison.Ordinal)));

    [Theory]
    [InlineData("storageClass: fast")]
    [InlineData("hostPath: /data\nnode: worker-1")]
    public void These_Storages_pass(string fields) => Passes(Storage(fields));
}
