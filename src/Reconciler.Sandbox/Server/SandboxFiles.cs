using System.Text.Json;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Server;

/// <summary>How a running sandbox is reached.</summary>
public sealed record SandboxAddress(Uri Server, string Token, string AuthorityPem)
{
    public string KubeconfigText => Kubeconfig.Write(Server, AuthorityPem, Token);
}

/// <summary>
/// The files around a store: one that is locked by the process that serves it, and one in which that process says how it is reached.
/// </summary>
internal sealed class SandboxFiles(string storePath)
{
    private readonly string _lockPath = storePath + ".lock";
    private readonly string _addressPath = storePath + ".server";

    /// <summary>Takes the right to serve the store; null while another process has it. The system gives it back when the process ends, however it does.</summary>
    public FileStream? TryLock()
    {
        if (Path.GetDirectoryName(Path.GetFullPath(storePath)) is { } folder) Directory.CreateDirectory(folder);
        try
        {
            return new FileStream(_lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void WriteAddress(SandboxAddress address)
    {
        var text = CanonicalJson.WriteOrdered(new MapBuilder
        {
            ["server"] = address.Server.ToString(),
            ["token"] = address.Token,
            ["authority"] = address.AuthorityPem,
        }.ToMap(), indented: true);
        var draft = _addressPath + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        // the token lets in whoever can read it
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(draft, options)) writer.Write(text);
        File.Move(draft, _addressPath, overwrite: true);
    }

    /// <summary>How the serving process is reached; null where none has said so yet.</summary>
    public SandboxAddress? ReadAddress()
    {
        try
        {
            var map = NodeJson.Read(File.ReadAllBytes(_addressPath)) as MapNode;
            return map.Text("server")?.Value is { } server && map.Text("token")?.Value is { } token && map.Text("authority")?.Value is { } authority
                ? new SandboxAddress(new Uri(server), token, authority)
                : null;
        }
        catch (Exception problem) when (problem is IOException or JsonException or UriFormatException)
        {
            return null;
        }
    }

    public void ForgetAddress() => File.Delete(_addressPath);

    /// <summary>Removes the store and all that is beside it; false while a process serves it.</summary>
    public bool TryDelete()
    {
        using var held = TryLock();
        if (held is null) return false;
        foreach (var path in (string[])[storePath, storePath + "-wal", storePath + "-shm", _addressPath, _lockPath]) File.Delete(path);
        return true;
    }
}
