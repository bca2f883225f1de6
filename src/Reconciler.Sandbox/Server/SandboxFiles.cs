using System.Text.Json;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Server;

/// <summary>
/// The files around a store: one that is locked by the process that serves it, one in which that process says how it is reached, and the
/// kubeconfig. Only their owner may read them, because who can is the cluster's administrator.
/// </summary>
internal sealed class SandboxFiles(string storePath)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly byte[] StoreHead = [.. "SQLite format 3\0"u8];

    private readonly string _lockPath = storePath + ".lock";
    private readonly string _addressPath = storePath + ".server";

    /// <summary>The kubeconfig beside a store.</summary>
    public static string KubeconfigPath(string storePath) => storePath + ".kubeconfig";

    /// <summary>Takes the right to serve the store; null while another process has it. The system gives it back when the process ends, however it does.</summary>
    public FileStream? TryLock()
    {
        MakeFolder();
        try
        {
            return new FileStream(_lockPath, Private(FileMode.OpenOrCreate));
        }
        catch (IOException) when (File.Exists(_lockPath))
        {
            return null;
        }
    }

    /// <summary>Sees to it that the store can be opened: what SQLite puts beside the file gets the permissions of the file.</summary>
    public void MakeStore()
    {
        if (File.Exists(storePath) && !IsStore()) throw new InvalidDataException("the file is no store of a sandbox");
        using (new FileStream(storePath, Private(FileMode.OpenOrCreate)))
        {
            // it only has to be there
        }
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(storePath, OwnerOnly);
    }

    public void WriteAddress(SandboxAddress address)
    {
        WriteKubeconfig(address);
        Write(_addressPath, CanonicalJson.WriteOrdered(new MapBuilder
        {
            ["server"] = address.Server.ToString(),
            ["token"] = address.Token,
            ["authority"] = address.AuthorityPem,
        }.ToMap(), indented: true));
    }

    public void WriteKubeconfig(SandboxAddress address) => Write(KubeconfigPath(storePath), address.KubeconfigText);

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

    /// <summary>Removes the store and all that is beside it.</summary>
    public ResetResult Delete()
    {
        if (!File.Exists(storePath)) return ResetResult.NothingThere;
        using var held = TryLock();
        if (held is null) return ResetResult.InUse;
        var isStore = IsStore();
        string[] ours = isStore ? [storePath, storePath + "-wal", storePath + "-shm", _addressPath, KubeconfigPath(storePath), _lockPath] : [_lockPath];
        foreach (var path in ours) File.Delete(path);
        return isStore ? ResetResult.Done : ResetResult.NoStore;
    }

    /// <summary>Whether the file is one that a sandbox made: what a mistyped path names must not be deleted.</summary>
    private bool IsStore()
    {
        using var file = new FileStream(storePath, FileMode.Open, FileAccess.Read);
        var head = new byte[StoreHead.Length];
        return file.Length == 0 || (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.AsSpan().SequenceEqual(StoreHead));
    }

    private void MakeFolder()
    {
        if (Path.GetDirectoryName(Path.GetFullPath(storePath)) is not { } folder) return;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
    }

    private static void Write(string path, string text)
    {
        var draft = path + ".new";
        using (var writer = new StreamWriter(draft, Private(FileMode.Create))) writer.Write(text);
        File.Move(draft, path, overwrite: true);
    }

    private static FileStreamOptions Private(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return options;
    }
}
