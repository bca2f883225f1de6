using System.Net;
using Xunit.Abstractions;

namespace Reconciler.Server.Tests.Hooks;

/// <summary>Hooks of forges: who may, and what they make the controller do. It never asks the source by itself here.</summary>
public sealed class HookTests(ITestOutputHelper output)
{
    private const string Secret = "s3cr3t-of-the-hook";

    private static void Hooked(GitRepo repo)
    {
        repo.Write("environment.yaml", ControlRig.Environment("webhook: {secretFrom: {secret: hook, key: token}}"));
        repo.Write("space.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
        repo.Write("one.yaml", ControlRig.Map("one"));
    }

    private static async Task<ControlRig> StartAsync(string? secret = Secret)
    {
        var rig = await ControlRig.StartAsync(Hooked);
        await rig.SyncedAsync();
        if (secret is not null) await ServedRig.SecretAsync(rig, "hook", "token", secret);
        return rig;
    }

    [Fact]
    public async Task A_push_is_applied_when_the_forge_says_so()
    {
        // editors end files with a line break
        await using var rig = await StartAsync($"{Secret}\n");
        await using var served = await ServedRig.StartAsync(rig);
        for (var round = 0; round < 3; round++)
        {
            rig.Repo.Write("one.yaml", ControlRig.Map("one", $"{{a: round{round}}}"));
            var commit = rig.Repo.Push();
            var began = TimeProvider.System.GetTimestamp();
            using var answer = await Delivery.GitHub.SendAsync(served.Client, Secret);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            await rig.EventuallyAsync(async () => (await rig.Cluster.LiveAsync("one")).At("data", "a") == $"round{round}");
            output.WriteLine($"from the hook to the applied object: {TimeProvider.System.GetElapsedTime(began).TotalMilliseconds:0} ms");
            await rig.SyncedAsync(commit);
        }
    }

    [Fact]
    public async Task Every_forge_is_understood_and_whoever_lacks_the_secret_is_refused()
    {
        await using var rig = await StartAsync();
        await using var served = await ServedRig.StartAsync(rig);
        foreach (var delivery in Delivery.Pushes)
        {
            var polled = rig.State.PolledAt;
            foreach (var wrong in (string[])["", "s3cr3t-of-the-hool", "s3cr3t"])
            {
                using var refused = await delivery.SendAsync(served.Client, wrong);
                Assert.True(refused.StatusCode == HttpStatusCode.Unauthorized, $"{delivery.Forge} with '{wrong}': {refused.StatusCode}");
            }
            Assert.Equal(polled, rig.State.PolledAt);
            using var taken = await delivery.SendAsync(served.Client, Secret);
            Assert.True(taken.StatusCode == HttpStatusCode.Accepted, $"{delivery.Forge}: {taken.StatusCode} {await taken.Content.ReadAsStringAsync()}");
            await rig.EventuallyAsync(() => rig.State.PolledAt > polled);
        }
        using var tampered = await (Delivery.GitHub with { Headers = (secret, body) => Delivery.GitHub.Headers(secret, body + " ") }).SendAsync(served.Client, Secret);
        Assert.Equal(HttpStatusCode.Unauthorized, tampered.StatusCode);
        using var ping = await Delivery.GitHubPing.SendAsync(served.Client, Secret);
        Assert.Equal(HttpStatusCode.OK, ping.StatusCode);
        using var strange = await (Delivery.GitHubPing with { Body = "[]" }).SendAsync(served.Client, Secret);
        Assert.Equal(HttpStatusCode.BadRequest, strange.StatusCode);
        using var large = await (Delivery.GitHub with { Body = new string(' ', 6 << 20) }).SendAsync(served.Client, Secret);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.DoesNotContain(Secret, served.Logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_guesses_without_end_is_told_to_wait()
    {
        await using var rig = await StartAsync();
        await using var served = await ServedRig.StartAsync(rig);
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 1_000 && !answers.Contains(HttpStatusCode.TooManyRequests); i++)
        {
            using var answer = await Delivery.GitHub.SendAsync(served.Client, $"guess {i}");
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
            answers.Add(answer.StatusCode);
        }
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.True(answers.Count > 50, "a forge that sends a few hooks at a time was refused");
    }

    [Fact]
    public async Task While_the_secret_can_not_be_read_nobody_is_refused_for_good()
    {
        await using var rig = await StartAsync();
        await using var served = await ServedRig.StartAsync(rig);
        rig.Cluster.TakeDown(true);
        using (var unknown = await Delivery.GitHub.SendAsync(served.Client, Secret)) Assert.Equal(HttpStatusCode.ServiceUnavailable, unknown.StatusCode);
        rig.Cluster.TakeDown(false);
        await rig.EventuallyAsync(async () =>
        {
            using var answer = await Delivery.GitHub.SendAsync(served.Client, Secret);
            return answer.StatusCode == HttpStatusCode.Accepted;
        });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task An_environment_without_a_secret_is_nobody_s(string? secret)
    {
        await using var rig = await StartAsync(secret);
        await using var served = await ServedRig.StartAsync(rig);
        foreach (var delivery in Delivery.Pushes)
        {
            using var empty = await delivery.SendAsync(served.Client, "");
            Assert.Equal(HttpStatusCode.Unauthorized, empty.StatusCode);
        }
    }

    [Fact]
    public async Task A_standby_tells_the_leader()
    {
        await using var rig = await StartAsync();
        await using var standby = rig.Second("two");
        await standby.UntilAsync(state => state.Phase == Engine.Control.ControlPhase.Standby);
        await using var served = await ServedRig.StartAsync(standby);
        rig.Repo.Write("one.yaml", ControlRig.Map("one", "{a: '2'}"));
        var commit = rig.Repo.Push();
        using var answer = await Delivery.Gitea.SendAsync(served.Client, Secret);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await rig.SyncedAsync(commit);
    }

    [Theory]
    [InlineData("https://github.com/acme/config", "https://github.com/acme/config.git", true)]
    [InlineData("git@github.com:Acme/config.git", "https://github.com/acme/config", true)]
    [InlineData("ssh://git@git.example.com:2222/acme/config.git", "acme/config", true)]
    [InlineData("http://gitea.gitea.svc:3000/acme/config", "https://git.example.com/acme/config.git", true)]
    [InlineData("https://example.com/forge/acme/config.git", "acme/config", true)]
    [InlineData("https://bitbucket.example.com/scm/acme/config.git", "ssh://git@bitbucket.example.com:7999/acme/config.git", true)]
    [InlineData("file:///srv/config.git", "https://github.com/acme/other.git", true)]
    [InlineData("https://github.com/acme/config", "https://github.com/acme/other.git", false)]
    [InlineData("https://github.com/acme/config", "https://github.com/megaacme/config.git", false)]
    [InlineData("https://gitlab.com/acme/team/config", "https://gitlab.com/other/config", false)]
    public void A_hook_is_about_the_repository_that_it_names(string source, string named, bool isMeant) =>
        Assert.Equal(isMeant, Server.Hooks.RepositoryName.MayBe(source, [named]));

    [Fact]
    public void A_hook_that_names_nothing_is_about_all() => Assert.True(Server.Hooks.RepositoryName.MayBe("https://github.com/acme/config", []));
}
