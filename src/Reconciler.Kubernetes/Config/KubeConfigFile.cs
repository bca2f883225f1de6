using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Config;

/// <summary>One named entry of a kubeconfig: a cluster, user or context, and the file that its paths are relative to.</summary>
internal sealed record NamedEntry(string Kind, string Name, MapNode Value, string File)
{
    /// <summary>The place of a key, or of the entry where the key is absent.</summary>
    public Origin PlaceOf(string key) => Value.Find(key) is { } entry ? entry.KeyOrigin.IsKnown ? entry.KeyOrigin : entry.Value.Origin : Value.Origin;

    /// <summary>A key's path as people know it: users["jane"].client-key.</summary>
    public string PathOf(string key) => $"{Kind}s[\"{Name}\"].{key}";

    /// <summary>A key's text; empty text is as good as none.</summary>
    public string? Text(string key) => Value.Text(key) is { Value.Length: > 0 } text ? text.Value : null;

    public Diagnostic Problem(DiagnosticCode code, string key, string message, string? fix = null) =>
        code.At(PlaceOf(key), $"{PathOf(key)}: {message}", fix, PathOf(key));
}

/// <summary>What one kubeconfig file says, before anything is merged.</summary>
internal sealed class KubeConfigFile
{
    public required string Path { get; init; }
    public Sourced<string>? CurrentContext { get; private init; }
    public ImmutableArray<NamedEntry> Clusters { get; private init; } = [];
    public ImmutableArray<NamedEntry> Users { get; private init; } = [];
    public ImmutableArray<NamedEntry> Contexts { get; private init; } = [];

    /// <summary>Null where the file is not there, which only matters for one that was asked for by name.</summary>
    public static KubeConfigFile? Read(string path, ICollection<Diagnostic> problems)
    {
        path = System.IO.Path.GetFullPath(path);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            problems.Add(ConnectionCodes.ConfigUnreadable.At(new Origin(path, 0, 0), "the file can't be read: permission was refused, or it is no file"));
            return new KubeConfigFile { Path = path };
        }
        if (bytes.AsSpan().Trim(" \t\r\n"u8).IsEmpty) return new KubeConfigFile { Path = path };
        var file = YamlReader.Read(path, bytes);
        foreach (var problem in file.Problems) problems.Add(problem);
        return file.Documents.IsEmpty ? new KubeConfigFile { Path = path } : FromRoot(path, file.Documents[0].Root, problems);
    }

    private static KubeConfigFile FromRoot(string path, MapNode root, ICollection<Diagnostic> problems)
    {
        if (root.Text("kind") is { } kind && kind.Value != "Config")
            problems.Add(ConnectionCodes.ConfigUnreadable.At(kind.Origin, $"the file is a {kind.Value}, not a kubeconfig (kind: Config)", "name a kubeconfig file"));
        return new KubeConfigFile
        {
            Path = path,
            CurrentContext = root.Text("current-context") is { Value.Length: > 0 } current ? current : null,
            Clusters = Entries(path, root, "cluster", problems),
            Users = Entries(path, root, "user", problems),
            Contexts = Entries(path, root, "context", problems),
        };
    }

    private static ImmutableArray<NamedEntry> Entries(string path, MapNode root, string kind, ICollection<Diagnostic> problems)
    {
        var entries = ImmutableArray.CreateBuilder<NamedEntry>();
        foreach (var item in root.Maps($"{kind}s"))
        {
            if (item.Text("name") is not { } name)
            {
                problems.Add(ConnectionCodes.ValueInvalid.At(item.Origin, $"an entry of {kind}s has no name", "give it one", $"{kind}s"));
                continue;
            }
            var earlier = entries.FirstOrDefault(entry => entry.Name == name.Value);
            if (earlier is null) entries.Add(new NamedEntry(kind, name.Value, item.Map(kind) ?? new MapNode([], item.Origin), path));
            else problems.Add(ConnectionCodes.DuplicateEntry.At(name.Origin, $"{kind}s has \"{name.Value}\" twice, first on line {earlier.Value.Origin.Line}", "keep one of them"));
        }
        return entries.ToImmutable();
    }
}
