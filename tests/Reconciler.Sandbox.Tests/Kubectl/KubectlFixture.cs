using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Tests.Life;
using Reconciler.Sandbox.Tests.Server;

namespace Reconciler.Sandbox.Tests.Kubectl;

/// <summary>One whole sandbox for the walks of a class; each has a namespace of its own.</summary>
public sealed class KubectlFixture : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _home = new();
    private readonly FullSandbox _sandbox = new();
    private int _namespaces;

    public KubectlProgram Kubectl { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Assert.Null(KubectlProgram.Problem());
        await _sandbox.InitializeAsync();
        var path = _home.File("config");
        await File.WriteAllTextAsync(path, new SandboxAddress(_sandbox.Server.Address, _sandbox.Server.Token, _sandbox.Server.AuthorityPem).KubeconfigText);
        Kubectl = new KubectlProgram(path, _home.Path);
    }

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    public void Dispose()
    {
        _sandbox.Dispose();
        _home.Dispose();
    }

    /// <summary>Makes a namespace, with the account that its pods need.</summary>
    public async Task<KubectlWalk> WalkAsync()
    {
        var name = $"walk-{Interlocked.Increment(ref _namespaces)}";
        await _sandbox.PostAsync("/api/v1/namespaces", $"{{metadata: {{name: {name}}}}}");
        await TestServer.Eventually(async () => (await _sandbox.GetAsync($"/api/v1/namespaces/{name}/serviceaccounts/default")).Code == 200);
        return new KubectlWalk(Kubectl, name);
    }
}

/// <summary>kubectl in one namespace, with what is expected of its answers.</summary>
public sealed class KubectlWalk(KubectlProgram kubectl, string home)
{
    public string Namespace => home;

    public Task<Said> Run(string command, string? input = null) => kubectl.RunAsync($"-n {home} {command}", input);

    public RunningKubectl Follow(string command) => kubectl.Follow($"-n {home} {command}");

    /// <summary>What a command that has to succeed prints.</summary>
    public async Task<string> Ok(string command, string? input = null)
    {
        var said = await Run(command, input);
        Assert.True(said.Code == 0, said.ToString());
        return said.Out.Trim();
    }

    /// <summary>A command has to succeed and to print every one of these.</summary>
    public async Task<string> Prints(string command, params string[] parts)
    {
        var text = await Ok(command);
        foreach (var part in parts) Assert.Contains(part, text, StringComparison.Ordinal);
        return text;
    }

    /// <summary>The lines of a table, each as its cells.</summary>
    public async Task<string[][]> Table(string command) =>
        [.. (await Ok(command)).Split('\n').Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    /// <summary>A command has to fail with a code and to say why.</summary>
    public async Task Refused(string command, string why, string? input = null, int code = 1)
    {
        var said = await Run(command, input);
        Assert.True(said.Code == code, said.ToString());
        Assert.Contains(why, said.Error, StringComparison.Ordinal);
    }

    /// <summary>What a JSONPath gives.</summary>
    public Task<string> Read(string what, string path) => Ok($"get {what} -o 'jsonpath={{{path}}}'");
}
