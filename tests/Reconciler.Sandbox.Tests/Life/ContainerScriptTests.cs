using Reconciler.Objects;
using Reconciler.Sandbox.Life.Content;

namespace Reconciler.Sandbox.Tests.Life;

public sealed class ContainerScriptTests
{
    [Theory]
    [InlineData("command: [sh, -c, 'echo $A; sleep 2; echo later; exit 3']", "0 b, 2 later, exit 3 after 2")]
    [InlineData("args: [echo, '$(A)']", "0 b, exit 0 after 0")]
    [InlineData("command: [cat]", "exit 0 after 0")]
    [InlineData("command: [cat], stdin: true", "interactive")]
    [InlineData("command: [sh], stdin: true, tty: true", "interactive")]
    [InlineData("command: [echo, x], stdin: true", "0 x, exit 0 after 0")]
    [InlineData("command: [rake, 'db:migrate']", "unknown")]
    [InlineData("command: [sh, -c, 'echo x; rake y']", "unknown")]
    [InlineData("{}", "unknown")]
    public void What_a_command_comes_to_is_known_before_where_all_of_it_is_known(string container, string told) => Assert.Equal(told, Told("Never", "busybox", container));

    [Theory]
    [InlineData("Always", "busybox")]
    [InlineData("Never", "busybox:job-fails")]
    [InlineData("Never", "busybox:v1-slow-5s")]
    public void Services_and_tags_that_steer_have_their_own_way(string policy, string image) => Assert.Equal("unknown", Told(policy, image, "command: [echo, x]"));

    [Fact]
    public async Task A_Job_ends_as_its_command_does_and_its_log_is_what_it_wrote()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync("{apiVersion: v1, kind: Pod, metadata: {name: one}, spec: {restartPolicy: Never, containers: [{name: c, image: busybox, command: [sh, -c, 'echo done; exit 4']}]}}");
        await world.PassAsync(10);
        var pod = world.Get("pods", "one");
        Assert.Equal(("Failed", 4), (pod.Map("status").Text("phase")?.Value, pod.Map("status").Maps("containerStatuses").Single().Map("state").Map("terminated").Int("exitCode")?.Value));
        Assert.Equal(["done"], PodLogs.Lines(pod, "c", isPrevious: false, world.Time.GetUtcNow()).Select(line => line.Text));
    }

    [Fact]
    public async Task Who_reads_waits_for_somebody_to_write()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync("{apiVersion: v1, kind: Pod, metadata: {name: one}, spec: {restartPolicy: Never, containers: [{name: c, image: busybox, command: [cat], stdin: true}]}}");
        await world.PassAsync(60);
        Assert.Equal("Running", world.Get("pods", "one").Map("status").Text("phase")?.Value);
    }

    [Fact]
    public void A_file_is_that_of_a_volume()
    {
        var pod = Tree("{spec: {volumes: [{name: v, configMap: {name: m, items: [{key: k, path: file}]}}, {name: s, secret: {secretName: m}}]}}");
        var container = Tree("{volumeMounts: [{name: v, mountPath: /etc/v}, {name: s, mountPath: /etc/s/k, subPath: k}]}");
        string? Read(string path) => ContainerFiles.Read(pod, container, path, (resource, _) => new MapBuilder { ["data"] = new MapBuilder { ["k"] = resource == "secrets" ? Convert.ToBase64String("geheim"u8) : "text" } }.ToMap());
        Assert.Equal(("text", "geheim", null, null), (Read("/etc/v/file"), Read("/etc/s/k"), Read("/etc/v/other"), Read("/etc/vase")));
    }

    [Fact]
    public async Task A_terminal_shows_what_is_typed_and_makes_an_interrupt_of_a_key()
    {
        var (code, shown) = await AtTerminalAsync(["sh"], "echo a\u007fb\r", "exit 5\r");
        Assert.Equal((5, "$ echo a\b \bb\r\nb\r\n$ exit 5\r\n"), (code, shown));
        (code, shown) = await AtTerminalAsync(["sleep", "1000"], "\u0003");
        Assert.Equal((130, "^C\r\n"), (code, shown));
        (code, shown) = await AtTerminalAsync(["cat"], "x\r", "\u0004");
        Assert.Equal((0, "x\r\nx\r\n"), (code, shown));
    }

    private static async Task<(int Code, string Shown)> AtTerminalAsync(string[] words, params string[] keys)
    {
        var shown = new System.Text.StringBuilder();
        var left = new Queue<string>(keys);
        Task Show(byte[] bytes)
        {
            lock (shown) shown.Append(System.Text.Encoding.UTF8.GetString(bytes));
            return Task.CompletedTask;
        }
        async ValueTask<byte[]?> Read(CancellationToken cancel)
        {
            if (left.Count == 0) await Task.Delay(Timeout.Infinite, cancel);
            // a person looks at what comes before they go on
            await Task.Delay(100, cancel);
            return System.Text.Encoding.UTF8.GetBytes(left.Dequeue());
        }
        var code = await ContainerSession.RunAsync([], words, new ShellStreams(Read, Show, Show), isTerminal: true, TimeProvider.System, CancellationToken.None);
        return (code, shown.ToString());
    }

    private static string Told(string policy, string image, string container)
    {
        var pod = Tree($"{{metadata: {{name: p}}, spec: {{restartPolicy: {policy}}}}}");
        var spec = Tree(container == "{}" ? "{}" : $"{{{container}}}").With("image", image).With("env", Tree("{e: [{name: A, value: b}]}")["e"]!);
        return ContainerScript.Of(pod, spec, (_, _) => null) switch
        {
            ContainerScript.Ended ended => string.Concat(ended.Lines.Select(line => $"{line.After.TotalSeconds} {line.Text}, ")) + $"exit {ended.Code} after {ended.After.TotalSeconds}",
            ContainerScript.Interactive => "interactive",
            _ => "unknown",
        };
    }

    private static MapNode Tree(string yaml) => YamlReader.Read("t", yaml).Documents[0].Root;
}
