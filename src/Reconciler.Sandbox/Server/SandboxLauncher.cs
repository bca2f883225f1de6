using System.Net.Sockets;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Server;

/// <summary>
/// The sandbox of a store for one process: its own server, or that of another process that serves the same store already. When that one ends, this one
/// takes over the file and, since port, certificate and token are kept in it, the address too; requests that failed meanwhile can be made again.
/// </summary>
public sealed class SandboxLauncher : IAsyncDisposable
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SandboxOptions _options;
    private readonly SandboxFiles _files;
    private readonly CancellationTokenSource _ending = new();
    private FileStream? _lock;

    private SandboxLauncher(SandboxOptions options) => (_options, _files) = (options, new SandboxFiles(options.StorePath));

    /// <summary>How the sandbox is reached now.</summary>
    public SandboxAddress Address { get; private set; } = null!;

    /// <summary>The server, where this process runs it.</summary>
    public SandboxServer? Server { get; private set; }

    /// <summary>Ends when this process runs the server: at once, or after the one that it joined has ended. It fails where the store can't be served.</summary>
    public Task Serving { get; private set; } = Task.CompletedTask;

    /// <summary>Starts the server, or joins the one that runs.</summary>
    public static async Task<SandboxLauncher> StartAsync(SandboxOptions options, CancellationToken cancel = default)
    {
        var launcher = new SandboxLauncher(options);
        await PatientlyAsync(options.StorePath, async () =>
        {
            if (await launcher.TryServeAsync(cancel)) return launcher.Address;
            if (await FindAsync(options.StorePath, cancel) is not { } address) return null;
            launcher.Address = address;
            launcher.Serving = launcher.TakeOverAsync();
            return address;
        }, cancel);
        return launcher;
    }

    /// <summary>How the server of a store is reached, or will be when one is started; also written as a kubeconfig beside the store.</summary>
    public static Task<SandboxAddress> AddressAsync(string storePath, TimeProvider time, CancellationToken cancel = default)
    {
        var files = new SandboxFiles(storePath);
        return PatientlyAsync(storePath, async () =>
        {
            using var held = files.TryLock();
            if (held is null) return await FindAsync(storePath, cancel);
            files.MakeStore();
            await using var store = ObjectStore.Open(storePath);
            using var identity = ServerIdentity.Open(store, time);
            files.WriteKubeconfig(identity.Address);
            return identity.Address;
        }, cancel);
    }

    /// <summary>How the running server of a store is reached; null where none answers.</summary>
    public static async Task<SandboxAddress?> FindAsync(string storePath, CancellationToken cancel = default) =>
        new SandboxFiles(storePath).ReadAddress() is { } address && await AnswersAsync(address, cancel) ? address : null;

    /// <summary>Where the kubeconfig of a store lies.</summary>
    public static string KubeconfigPath(string storePath) => SandboxFiles.KubeconfigPath(storePath);

    /// <summary>Deletes the state of a sandbox that no process serves.</summary>
    public static ResetResult Reset(string storePath) => new SandboxFiles(storePath).Delete();

    public async ValueTask DisposeAsync()
    {
        if (_ending.IsCancellationRequested) return;
        await _ending.CancelAsync();
        await Serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Server is not null)
        {
            _files.ForgetAddress();
            await Server.DisposeAsync();
        }
        if (_lock is not null) await _lock.DisposeAsync();
        _ending.Dispose();
    }

    private static async Task<SandboxAddress> PatientlyAsync(string storePath, Func<Task<SandboxAddress?>> attempt, CancellationToken cancel)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await attempt() is { } address) return address;
            if (TimeProvider.System.GetElapsedTime(start) > Patience) throw new TimeoutException($"another process holds {storePath} and doesn't answer");
            await Task.Delay(RetryEvery, TimeProvider.System, cancel);
        }
    }

    private async Task<bool> TryServeAsync(CancellationToken cancel)
    {
        if (_files.TryLock() is not { } held) return false;
        try
        {
            _files.MakeStore();
            var server = await SandboxServer.StartAsync(_options, cancel);
            Address = new SandboxAddress(server.Address, server.Token, server.AuthorityPem);
            Server = server;
            _lock = held;
            _files.WriteAddress(Address);
        }
        catch when (Server is null)
        {
            await held.DisposeAsync();
            throw;
        }
        return true;
    }

    private async Task TakeOverAsync()
    {
        while (!await TryServeAsync(_ending.Token)) await Task.Delay(RetryEvery, TimeProvider.System, _ending.Token);
    }

    /// <summary>Whether somebody listens there: an address may be left over from a process that was killed.</summary>
    private static async Task<bool> AnswersAsync(SandboxAddress address, CancellationToken cancel)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.Server.Host, address.Server.Port, cancel);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
