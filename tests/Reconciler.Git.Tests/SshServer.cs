using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Reconciler.Git.Tests;

/// <summary>A real sshd on a port of its own, with keys made for one test. Nothing of the user's is read or written.</summary>
internal sealed class SshServer : IDisposable
{
    private readonly Process _process;

    private SshServer(Process process, string folder, int port) => (_process, Folder, Port) = (process, folder, port);

    public string Folder { get; }
    public int Port { get; }

    /// <summary>A key that the server accepts.</summary>
    public string Key => Path.Combine(Folder, "client");

    public string KnownHosts => Path.Combine(Folder, "known_hosts");

    public string Url(string path) => string.Create(CultureInfo.InvariantCulture, $"ssh://{System.Environment.UserName}@127.0.0.1:{Port}{path}");

    public static async Task<SshServer> StartAsync(GitBox box)
    {
        var folder = Path.Combine(box.Folder, "ssh");
        Directory.CreateDirectory(folder);
        if (System.Environment.UserName == "root") Directory.CreateDirectory("/run/sshd");
        foreach (var key in new[] { "host", "client", "other", "otherhost" }) box.RunIn(folder, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", key);
        File.Copy(Path.Combine(folder, "client.pub"), Path.Combine(folder, "authorized_keys"));
        var port = FreePort();
        WriteKnownHosts(folder, port, "host");
        File.WriteAllText(Path.Combine(folder, "config"), $"""
            Port {port}
            ListenAddress 127.0.0.1
            HostKey {folder}/host
            AuthorizedKeysFile {folder}/authorized_keys
            PidFile none
            UsePAM no
            StrictModes no
            PermitRootLogin prohibit-password
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitUserRC no

            """);
        // As root it starts itself again for each connection, and wants to know where it is.
        var process = Process.Start(new ProcessStartInfo(Program(), ["-D", "-e", "-f", Path.Combine(folder, "config")]) { RedirectStandardError = true })!;
        var errors = process.StandardError;
        while (await errors.ReadLineAsync() is { } line)
            if (line.StartsWith("Server listening", StringComparison.Ordinal))
            {
                _ = errors.ReadToEndAsync();
                return new SshServer(process, folder, port);
            }
        throw new InvalidOperationException($"sshd does not start, exit code {process.ExitCode}");
    }

    public void KnowHostBy(string key) => WriteKnownHosts(Folder, Port, key);

    public void Stop() => _process.Kill(entireProcessTree: true);

    public void Dispose()
    {
        Stop();
        _process.Dispose();
    }

    private static void WriteKnownHosts(string folder, int port, string key) =>
        File.WriteAllText(Path.Combine(folder, "known_hosts"), $"[127.0.0.1]:{port} {File.ReadAllText(Path.Combine(folder, $"{key}.pub"))}");

    /// <summary>sshd is started by its full path, from PATH or from where tests/run puts it.</summary>
    private static string Program()
    {
        var cache = System.Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(System.Environment.GetEnvironmentVariable("HOME") ?? "/", ".cache");
        return (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Append(Path.Combine(cache, "reconciler", "sshd"))
            .Select(folder => Path.Combine(folder, "sshd")).First(File.Exists);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
