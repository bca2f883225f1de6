using Reconciler.Engine.Control;
using Reconciler.Server.Notifying;

namespace Reconciler.Server.Tests.Notifying;

/// <summary>Who is told what, by a real controller to real servers.</summary>
public sealed class NotifierTests
{
    private const string Token = "t0ken-of-the-forge";
    private const string Hook = "/services/T0000/B0000/s3cr3t-of-the-chat";

    private static Action<GitRepo> With(string notify) => repo =>
    {
        repo.Write("environment.yaml", ControlRig.Environment($"notify: [{notify}]"));
        repo.Write("space.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
        repo.Write("one.yaml", ControlRig.Map("one"));
    };

    private static string Status(string forge) => $"{{commitStatus: {forge}, tokenFrom: {{secret: forge, key: token}}}}";

    private static string Chat(string more = "") => $"{{url: {{secret: chat, key: url}}{more}}}";

    private static Task<ServedRig> ServeAsync(ControlRig rig, Receiver receiver, NotifySettings? notify = null) => ServedRig.StartAsync(rig, settings => settings with
    {
        Notify = (notify ?? new NotifySettings { FirstDelay = TimeSpan.FromMilliseconds(50) }) with { SourceUrl = _ => $"{receiver.Address}acme/config.git" },
    });

    /// <summary>A controller whose Secrets are there before it first applies something.</summary>
    private static async Task<ControlRig> StartAsync(Receiver receiver, Action<GitRepo> write)
    {
        var rig = await ControlRig.StartAsync(write);
        await ServedRig.SecretAsync(rig, "forge", "token", Token);
        await ServedRig.SecretAsync(rig, "chat", "url", $"{receiver.Address.ToString().TrimEnd('/')}{Hook}");
        await rig.SyncedAsync();
        return rig;
    }

    [Fact]
    public async Task Forges_see_how_a_commit_stands()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var rig = await StartAsync(receiver, With($"{Status("github")}, {Status("gitlab")}, {Status("gitea")}"));
        await using var served = await ServeAsync(rig, receiver);
        rig.Repo.Write("one.yaml", ControlRig.Map("one", "{a: '2'}"));
        var commit = rig.Push();
        await rig.SyncedAsync(commit);
        string GitHub(string id) => $"/api/v3/repos/acme/config/statuses/{id}";
        string GitLab(string id) => $"/api/v4/projects/acme%2Fconfig/statuses/{id}";
        string Gitea(string id) => $"/api/v1/repos/acme/config/statuses/{id}";
        await rig.EventuallyAsync(() => ((string[])[GitHub(commit), GitLab(commit), Gitea(commit)]).All(path => receiver.At(path).Count() == 2));
        Assert.Equal(["pending", "success"], receiver.At(GitHub(commit)).Select(received => received.Body.At("state")));
        Assert.Equal(["running", "success"], receiver.At(GitLab(commit)).Select(received => received.Body.At("state")));
        Assert.Equal(["pending", "success"], receiver.At(Gitea(commit)).Select(received => received.Body.At("state")));
        Assert.All(receiver.All, received => Assert.Equal("reconciler/live", received.Body.At("context") ?? received.Body.At("name")));
        Assert.Equal($"Bearer {Token}", receiver.At(GitHub(commit)).First().Headers["Authorization"]);
        Assert.Equal("reconciler", receiver.At(GitHub(commit)).First().Headers["User-Agent"]);
        Assert.Equal(Token, receiver.At(GitLab(commit)).First().Headers["PRIVATE-TOKEN"]);
        Assert.Equal($"token {Token}", receiver.At(Gitea(commit)).First().Headers["Authorization"]);

        // specs with errors never become a plan, and their commit is told all the same
        rig.Repo.Write("bad.yaml", ControlRig.App("bad", "example.com/bad:v1", "  replicaz: 3\n"));
        var broken = rig.Push();
        await rig.EventuallyAsync(() => receiver.At(GitHub(broken)).Any());
        Assert.Equal("failure", receiver.At(GitHub(broken)).Single().Body.At("state"));
        Assert.Contains("replicaz", receiver.At(GitHub(broken)).Single().Body.At("description"), StringComparison.Ordinal);
        Assert.DoesNotContain(Token, served.Logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_are_told_what_they_want_to_know_and_once()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var rig = await StartAsync(receiver, With($"{Chat(", on: [failed, drift, succeeded]")}, {Chat()}"));
        await using var served = await ServeAsync(rig, receiver);
        rig.Repo.Write("one.yaml", ControlRig.Map("one", "{a: '2'}"));
        var commit = rig.Push("Change <one> & \"two\"");
        await rig.SyncedAsync(commit);
        await rig.EventuallyAsync(() => receiver.At(Hook).Any(received => received.Text.Contains(commit[..7], StringComparison.Ordinal)));
        Assert.Contains(receiver.At(Hook), received => received.Body.At("text") == $"live: succeeded at {commit[..7]} by Ada");
        await rig.Cluster.MadeAsync(ControlRig.Map("one", "{a: theirs}"), "their-operator");
        await rig.EventuallyAsync(() => receiver.At(Hook).Any(received => received.Text.Contains("drift", StringComparison.Ordinal)));
        Assert.Contains("ConfigMap/shop/one was changed by their-operator", receiver.At(Hook).Last().Body.At("text"), StringComparison.Ordinal);
        await rig.SyncedAsync(commit);
        rig.Repo.Write("bad.yaml", ControlRig.App("bad", "example.com/bad:never-ready", "  deploy: {timeout: 2s}\n"));
        var failing = rig.Push();
        await rig.UntilAsync(state => state.Phase == ControlPhase.Failed);
        // the second entry asks for nothing, and is told of failures
        await rig.EventuallyAsync(() => receiver.At(Hook).Count(received => received.Text.Contains($"failed at {failing[..7]}", StringComparison.Ordinal)) == 2);
        Assert.Equal(1, receiver.At(Hook).Count(received => received.Text.Contains("succeeded", StringComparison.Ordinal) && received.Text.Contains(commit[..7], StringComparison.Ordinal)));
        Assert.Equal(2, receiver.At(Hook).Count(received => received.Text.Contains("App/bad", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_fails_is_tried_again_and_what_is_refused_is_logged_without_the_address()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var rig = await StartAsync(receiver, With(Chat(", on: [succeeded]")));
        await using var served = await ServeAsync(rig, receiver);
        await rig.EventuallyAsync(() => receiver.All.Count == 1);
        receiver.Answer = _ => receiver.All.Count < 4 ? (503, "busy") : (200, "ok");
        rig.Repo.Write("one.yaml", ControlRig.Map("one", "{a: '2'}"));
        await rig.SyncedAsync(rig.Push());
        await rig.EventuallyAsync(() => receiver.All.Count == 4);
        Assert.Equal(2, receiver.At(Hook).Select(received => received.Text).Distinct().Count());
        receiver.Answer = _ => (404, "no such hook");
        rig.Repo.Write("one.yaml", ControlRig.Map("one", "{a: '3'}"));
        await rig.SyncedAsync(rig.Push());
        await rig.EventuallyAsync(() => served.Logged.Contains("notify[0] could not be told: the answer was 404", StringComparison.Ordinal));
        Assert.DoesNotContain("s3cr3t", served.Logged, StringComparison.Ordinal);
        Assert.DoesNotContain(receiver.Address.Authority, served.Logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_keeps_nobody_waiting()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Delay = TimeSpan.FromMinutes(5);
        await using var rig = await StartAsync(receiver, With($"{Chat(", on: [succeeded]")}, {Status("github")}"));
        await using var served = await ServeAsync(rig, receiver, new NotifySettings { Timeout = TimeSpan.FromMilliseconds(500), Attempts = 1 });
        for (var round = 0; round < 3; round++)
        {
            rig.Repo.Write("one.yaml", ControlRig.Map("one", $"{{a: round{round}}}"));
            await rig.SyncedAsync(rig.Push());
        }
        await rig.EventuallyAsync(() => served.Logged.Contains("notify[0] could not be told: there was no answer within 0.5 s", StringComparison.Ordinal));
        Assert.DoesNotContain("s3cr3t", served.Logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_leader_speaks()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var rig = await StartAsync(receiver, With(Status("github")));
        await using var standby = rig.Second("two");
        await using var leading = await ServeAsync(rig, receiver);
        await using var served = await ServeAsync(standby, receiver);
        await standby.UntilAsync(state => state.Phase == ControlPhase.Standby);
        rig.Repo.Write("one.yaml", ControlRig.Map("one", "{a: '2'}"));
        var commit = rig.Push();
        await rig.SyncedAsync(commit);
        await rig.EventuallyAsync(() => receiver.All.Count(received => received.Path.EndsWith(commit, StringComparison.Ordinal)) >= 2);
        Assert.Equal(["pending", "success"], receiver.All.Where(received => received.Path.EndsWith(commit, StringComparison.Ordinal)).Select(received => received.Body.At("state")));
    }
}
