using System.Net;
using Reconciler.Engine.Control;

namespace Reconciler.Server.Tests.Metrics;

/// <summary>Secrets are in nothing that people or machines read: logs, answers of the API, metrics.</summary>
public sealed class SecrecyTests
{
    private const string Value = "v4lue-of-the-secret";
    private const string Password = "p4ssword-of-git";

    private static readonly string[] Addresses =
        ["readyz", "metrics", "api/v1/environments", "api/v1/environments/live", "api/v1/environments/live/plan", "api/v1/environments/live/parts", "api/v1/environments/live/apps/shop/shop", "api/v1/environments/live/apps/shop/shop/revisions", "api/v1/runs"];

    [Fact]
    public async Task Values_of_secrets_and_credentials_are_nowhere()
    {
        await using var rig = await ControlRig.StartAsync(repo =>
        {
            repo.Write("environment.yaml", ControlRig.Environment("webhook: {secretFrom: {secret: hook, key: token}}"));
            repo.Write("space.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
            repo.Write("secret.yaml", $"apiVersion: v1\nkind: Secret\nmetadata: {{name: plain, namespace: shop}}\nstringData: {{password: {Value}}}\n");
            repo.Write("app.yaml", ControlRig.App("shop", "example.com/shop:v1", $"  env:\n    PASSWORD: {Value}\n"));
        });
        await using var served = await ServedRig.StartAsync(rig);
        await rig.SyncedAsync();
        // the next plan has the secret in a change, and a mistake beside it
        rig.Repo.Write("app.yaml", ControlRig.App("shop", "example.com/shop:v2", $"  env:\n    PASSWORD: {Value}-2\n"));
        await rig.SyncedAsync(rig.Push());
        var seen = new List<string>();
        foreach (var address in Addresses)
        {
            using var answer = await served.Client.GetAsync(address);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address}: {answer.StatusCode}");
            seen.Add($"{address}: {await answer.Content.ReadAsStringAsync()}");
        }
        seen.Add(served.Logged);
        foreach (var state in await NewsAsync(rig.Controller)) seen.Add(state);
        Assert.All(seen, text => Assert.DoesNotContain(Value, text, StringComparison.Ordinal));
        Assert.All(seen, text => Assert.DoesNotContain(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Value)), text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_git_password_that_is_wrong_is_not_shown()
    {
        using var repo = new GitRepo();
        await using var cluster = await TestCluster.StartAsync();
        // nobody listens there, so that git fails with all that it knows
        var url = $"http://ada:{Password}@127.0.0.1:1/acme/config.git";
        var setup = new EnvironmentSetup(
            "http://***@127.0.0.1:1/acme/config.git",
            cancellation => Git.Repositories.OpenAsync(new Git.GitSettings(repo.Variable), url, null, repo.Folder, cancellation),
            _ => Task.FromResult<(Engine.ICluster?, System.Collections.Immutable.ImmutableArray<Diagnostics.Diagnostic>)>((cluster.Cluster("one"), [])),
            new Git.KustomizeCommand("", TimeSpan.FromSeconds(10)));
        var broken = new List<Exception>();
        await using var controller = new Controller([setup], new Engine.Applier("one", "0.1.0", TimeProvider.System), new Random(1), (_, problem) => broken.Add(problem));
        using var logs = new StringWriter();
        var (server, problem) = await ControlServer.StartAsync(new ServerSettings(new Uri("http://127.0.0.1:0"), "0.1.0") { Logs = TextWriter.Synchronized(logs), LogsAsJson = true }, controller, default);
        Assert.True(server is not null, problem?.ToString());
        using var stop = new CancellationTokenSource();
        var running = controller.RunAsync(stop.Token, stop.Token);
        await using (server)
        {
            var began = TimeProvider.System.GetTimestamp();
            while (controller.Environments[0].State.Phase != ControlPhase.Unreadable)
            {
                Assert.True(TimeProvider.System.GetElapsedTime(began) < ControlRig.Longest, controller.Environments[0].State.ToString());
                await Task.Delay(20);
            }
            using var client = new HttpClient { BaseAddress = server.Address };
            foreach (var address in (string[])["readyz", "metrics", "api/v1/environments"])
            {
                using var answer = await client.GetAsync(address);
                Assert.DoesNotContain(Password, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
            foreach (var text in await NewsAsync(controller)) Assert.DoesNotContain(Password, text, StringComparison.Ordinal);
        }
        await stop.CancelAsync();
        await running.WaitAsync(ControlRig.Longest);
        Assert.DoesNotContain(Password, logs.ToString(), StringComparison.Ordinal);
        Assert.Empty(broken);
    }

    /// <summary>All news so far as the API would tell them, which is what logs and WebSockets are made of.</summary>
    private static async Task<List<string>> NewsAsync(Controller controller)
    {
        var (texts, last) = (new List<string>(), controller.Log.Last);
        await foreach (var entry in controller.Log.ReadAsync(0, default))
        {
            if (entry is not LogEntry.Happened { Event: var happened }) continue;
            texts.Add(Objects.CanonicalJson.WriteOrdered(Server.Api.StateJson.Event(happened), indented: false));
            if (happened.Number >= last) break;
        }
        return texts;
    }
}
