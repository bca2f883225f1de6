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
    private Task _takingOver = Task.CompletedTask;

    private SandboxLauncher(SandboxOptions options) => (_options, _files) = (options, new SandboxFiles(options.StorePath));

    /// <summary>How the sandbox is reached now.</summary>
    public SandboxAddress Address { get; private set; } = null!;

    /// <summary>The server, where this process runs it.</summary>
    public SandboxServer? Server { get; private set; }

    /// <summary>Starts the server, or joins the one that runs.</summary>
    public static async Task<SandboxLauncher> StartAsync(SandboxOptions options, CancellationToken cancel = default)
    {
        var launcher = new SandboxLauncher(options);
        var until = TimeProvider.System.GetUtcNow() + Patience;
        while (true)
        {
            if (await launcher.TryServeAsync(cancel)) return launcher;
            if (launcher._files.ReadAddress() is { } address && await AnswersAsync(address, cancel))
            {
                launcher.Address = address;
                launcher._takingOver = launcher.TakeOverAsync();
                return launcher;
            }
            if (TimeProvider.System.GetUtcNow() > until) throw new TimeoutException($"another process holds {options.StorePath} and doesn't answer");
            await Task.Delay(RetryEvery, TimeProvider.System, cancel);
        }
    }

    /// <summary>Deletes the state of a sandbox; false while a process serves it.</summary>
    public static bool TryReset(string storePath) => new SandboxFiles(storePath).TryDelete();

    /// <summary>How the running server of a store is reached; null where none runs.</summary>
    public static async Task<SandboxAddress?> FindAsync(string storePath, CancellationToken cancel = default) =>
        new SandboxFiles(storePath).ReadAddress() is { } address && await AnswersAsync(address, cancel) ? address : null;

    public async ValueTask DisposeAsync()
    {
        if (_ending.IsCancellationRequested) return;
        await _ending.CancelAsync();
        await _takingOver;
        if (Server is not null)
        {
            _files.ForgetAddress();
            await Server.DisposeAsync();
        }
        if (_lock is not null) await _lock.DisposeAsync();
        _ending.Dispose();
    }

    private async Task<bool> TryServeAsync(CancellationToken cancel)
    {
        if (_files.TryLock() is not { } held) return false;
        try
        {
            Server = await SandboxServer.StartAsync(_options, cancel);
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
        _lock = held;
        Address = new SandboxAddress(Server.Address, Server.Token, Server.AuthorityPem);
        _files.WriteAddress(Address);
        return true;
    }

    private async Task TakeOverAsync()
    {
        try
        {
            while (!await TryServeAsync(_ending.Token)) await Task.Delay(RetryEvery, TimeProvider.System, _ending.Token);
        }
        catch (OperationCanceledException)
        {
            // this process ends first
        }
    }

    /// <summary>Whether somebody listens there: an address may be left over from a process that was killed.</summary>
    private static async Task<bool> AnswersAsync(SandboxAddress address, CancellationToken cancel)
    {
        try
        {
            using var client = new System.Net.Sockets.TcpClient();
            await client.ConnectAsync(address.Server.Host, address.Server.Port, cancel);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
