using System.Text;
using Reconciler.Objects;
using Reconciler.Sandbox.Life.Content;

namespace Reconciler.Sandbox.Tests.Life;

public sealed class ContentTests
{
    [Fact]
    public async Task A_log_tells_of_start_command_ports_and_readiness()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Pod("web", container: ", command: [serve, --fast], ports: [{containerPort: 80}]"));
        await world.PassAsync(150);
        var lines = PodLogs.Lines(world.Get("pods", "web"), "web", isPrevious: false, world.Time.GetUtcNow()).Select(line => line.Text);
        Assert.Equal(["web: starting nginx:1", "web: command: serve --fast", "web: listening on port 80", "web: ready", "web: still here after 1m", "web: still here after 2m"], lines);
    }

    [Fact]
    public async Task A_log_can_be_cut_by_number_and_by_time()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Pod("web"));
        await world.PassAsync(150);
        var now = world.Time.GetUtcNow();
        var lines = PodLogs.Lines(world.Get("pods", "web"), "web", isPrevious: false, now).ToList();
        Assert.Equal(["web: still here after 2m"], PodLogs.Selected(lines, new LogOptions { TailLines = 1 }).Select(line => line.Text));
        Assert.Equal(2, PodLogs.Selected(lines, new LogOptions { Since = now.AddSeconds(-100) }).Count());
    }

    [Fact]
    public async Task The_log_of_the_run_before_tells_how_it_ended()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Pod("web", "nginx:crash"));
        await world.PassAsync(30);
        Assert.Null(PodLogs.Unavailable(world.Get("pods", "web"), "web", new LogOptions { Previous = true }));
        Assert.Equal("web: error: ends with code 1, as its tag says", PodLogs.Lines(world.Get("pods", "web"), "web", isPrevious: true, world.Time.GetUtcNow()).Last().Text);
    }

    [Theory]
    [InlineData("nginx:pull-fails", false, "container \"web\" in pod \"web\" is waiting to start: trying and failing to pull image")]
    [InlineData("nginx:1", true, "previous terminated container \"web\" in pod \"web\" not found")]
    public async Task A_log_that_is_not_there_is_refused_in_real_words(string image, bool isPrevious, string message)
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Pod("web", image));
        await world.PassAsync(5);
        Assert.Equal(message, PodLogs.Unavailable(world.Get("pods", "web"), "web", new LogOptions { Previous = isPrevious })?.Message);
    }

    [Fact]
    public async Task One_of_several_containers_has_to_be_named()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync("{apiVersion: v1, kind: Pod, metadata: {name: two}, spec: {containers: [{name: a, image: x}, {name: b, image: y}], initContainers: [{name: i, image: z}]}}");
        var pod = world.Get("pods", "two");
        Assert.Equal("a container name must be specified for pod two, choose one of: [a b] or one of the init containers: [i]", LogOptions.Choose(pod, "").Problem?.Message);
        Assert.Equal("container c is not valid for pod two", LogOptions.Choose(pod, "c").Problem?.Message);
        Assert.Equal(("b", null), LogOptions.Choose(pod, "b"));
        Assert.Equal(("i", null), LogOptions.Choose(pod, "i"));
    }

    [Theory]
    [InlineData("echo\thello\tworld", "", "hello world\n", "", 0)]
    [InlineData("echo\t-n\tx", "", "x", "", 0)]
    [InlineData("cat", "some input", "some input", "", 0)]
    [InlineData("true", "", "", "", 0)]
    [InlineData("false", "", "", "", 1)]
    [InlineData("/bin/sh\t-c\texit 3", "", "", "", 3)]
    [InlineData("sh\t-c\tfalse || echo 'not that' && echo \"$A ${A}\"", "", "not that\nb b\n", "", 0)]
    [InlineData("sh\t-c\tfalse; echo $?", "", "1\n", "", 0)]
    [InlineData("sh\t-c\texit 2; echo never", "", "", "", 2)]
    [InlineData("sh", "echo one\nexit 4\necho two\n", "one\n", "", 4)]
    [InlineData("printenv\tA", "", "b\n", "", 0)]
    [InlineData("env", "", "A=b\n", "", 0)]
    [InlineData("cat\t/etc/passwd", "", "", "cat: /etc/passwd: No such file or directory\n", 1)]
    [InlineData("cat\t/etc/there", "", "content\n", "", 0)]
    [InlineData("sh\t-c\t[ -x /bin/bash ] && exec echo one || echo two", "", "one\n", "", 0)]
    [InlineData("sh\t-c\t[ -x /bin/fish ] && exec echo one || echo two", "", "two\n", "", 0)]
    [InlineData("stty\tsize", "", "30 100\n", "", 0)]
    public async Task A_few_commands_work(string command, string input, string output, string error, int code)
    {
        var (written, complained, exit) = await RunAsync(command, input);
        Assert.Equal((output, error, code), (written, complained, exit));
    }

    [Fact]
    public async Task Every_other_command_is_not_run_here()
    {
        var (_, error, code) = await RunAsync("rails\tconsole", "");
        Assert.Equal(127, code);
        Assert.StartsWith("rails: not run here", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exit_code_is_told_as_a_cause()
    {
        Assert.Equal("Success", PodExec.Result(0).Text("status")?.Value);
        Assert.Equal(("NonZeroExitCode", "7"), (PodExec.Result(7).Text("reason")?.Value, PodExec.Result(7).Map("details").Maps("causes").Single().Text("message")?.Value));
    }

    [Fact]
    public void The_environment_has_what_the_spec_says_in_its_order()
    {
        var pod = YamlReader.Read("t", "{metadata: {name: web, namespace: shop, labels: {app: x}}, spec: {}}").Documents[0].Root;
        var container = YamlReader.Read("t", """
            envFrom: [{configMapRef: {name: c}, prefix: P_}]
            env: [{name: A, value: "1"}, {name: B, value: "$(A)$(P_k)"}, {name: S, valueFrom: {secretKeyRef: {name: s, key: k}}}, {name: N, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}, {name: L, valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}}]
            """).Documents[0].Root;
        var values = ContainerEnvironment.Of(pod, container, (resource, _) => new MapBuilder { ["data"] = new MapBuilder { ["k"] = resource == "secrets" ? Convert.ToBase64String("geheim"u8) : "v" } }.ToMap());
        Assert.Equal(["P_k=v", "A=1", "B=1v", "S=geheim", "N=shop", "L=x"], values.Skip(4).Select(each => $"{each.Key}={each.Value}"));
        Assert.Contains(new("HOSTNAME", "web"), values);
    }

    [Theory]
    [InlineData("web", "", "web", "")]
    [InlineData("web:8080", "", "web", "8080")]
    [InlineData("https:web:8443", "https", "web", "8443")]
    public void A_proxied_name_has_up_to_three_parts(string text, string scheme, string name, string port) => Assert.Equal((scheme, name, port), ProxyCalls.Parts(text));

    private static async Task<(string Output, string Error, int Code)> RunAsync(string command, string input)
    {
        var (output, error) = (new StringBuilder(), new StringBuilder());
        var pieces = new Queue<byte[]>(input.Length == 0 ? [] : [Encoding.UTF8.GetBytes(input)]);
        Task Into(StringBuilder target, byte[] bytes)
        {
            target.Append(Encoding.UTF8.GetString(bytes));
            return Task.CompletedTask;
        }
        var streams = new ShellStreams(_ => ValueTask.FromResult(pieces.TryDequeue(out var piece) ? piece : null), bytes => Into(output, bytes), bytes => Into(error, bytes));
        var code = await new LittleShell([new("A", "b")], streams with { File = path => path == "/etc/there" ? "content\n" : null, Size = () => (30, 100) }, (_, _) => Task.CompletedTask).RunAsync(command.Split('\t'), CancellationToken.None);
        return (output.ToString(), error.ToString(), code);
    }
}
