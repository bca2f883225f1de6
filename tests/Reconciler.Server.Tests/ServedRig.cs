namespace Reconciler.Server.Tests;

/// <summary>A controller with its server, as `reconcile serve` puts them together, and what is written to its logs.</summary>
internal sealed class ServedRig : IAsyncDisposable
{
    private readonly StringWriter _logs = new();

    private ServedRig(ControlRig rig) => Rig = rig;

    public ControlRig Rig { get; }
    public ControlServer Server { get; private set; } = null!;
    public HttpClient Client { get; private set; } = null!;

    /// <summary>All that was logged so far.</summary>
    public string Logged
    {
        get
        {
            lock (_logs) return _logs.ToString();
        }
    }

    /// <summary>Serves a controller; the rig stays with whoever made it.</summary>
    public static async Task<ServedRig> StartAsync(ControlRig rig, Func<ServerSettings, ServerSettings>? with = null)
    {
        var made = new ServedRig(rig);
        var settings = new ServerSettings(new Uri("http://127.0.0.1:0"), "0.1.0") { Logs = new LockedWriter(made._logs), LogsAsJson = true };
        var (server, problem) = await ControlServer.StartAsync(with?.Invoke(settings) ?? settings, rig.Controller, default);
        Assert.True(server is not null, problem?.ToString());
        (made.Server, made.Client) = (server, new HttpClient { BaseAddress = server.Address });
        return made;
    }

    /// <summary>Puts a Secret into the system namespace of the environment.</summary>
    public static async Task SecretAsync(ControlRig rig, string name, string key, string value)
    {
        await rig.EventuallyAsync(async () => await rig.Cluster.LiveAsync("reconciler-tests", kind: "Namespace") is not null);
        await rig.Cluster.MadeAsync($"apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}, namespace: reconciler-tests}}\ndata: {{{key}: {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(value))}}}\n");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        await _logs.DisposeAsync();
    }

    private sealed class LockedWriter(StringWriter target) : TextWriter
    {
        public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

        public override void Write(char value)
        {
            lock (target) target.Write(value);
        }

        public override void WriteLine(string? value)
        {
            lock (target) target.WriteLine(value);
        }
    }
}
