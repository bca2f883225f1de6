using System.Collections.Immutable;
using Reconciler.Routers;

namespace Reconciler.Engine.Routers;

/// <summary>
/// Reads the variables that Apps take from etcd, and renders them in. What can't be read is unknown, and so are the Apps that need it;
/// the others are as they were.
/// </summary>
public static class EtcdEnvironments
{
    /// <summary>What a source renders to with what etcd has now.</summary>
    internal static async Task<Rendered> FillAsync(ICluster cluster, PlanRequest request, CancellationToken cancellation)
    {
        var rendered = request.Rendered;
        var folders = EtcdVariables.FoldersOf(rendered.Specs);
        if (folders.IsEmpty) return rendered;
        request.Tell($"reading the variables below {string.Join(", ", folders)} in etcd");
        var read = await ReadAsync(new RouterDoor(cluster, rendered.Specs, request.Routers), folders, cancellation);
        return await WithAsync(rendered, read, cancellation);
    }

    /// <summary>Another rendering with folders that were read for the first: an older commit, as it would be today.</summary>
    public static async Task<Rendered> WithAsync(Rendered rendered, ImmutableSortedDictionary<string, EtcdFolder> folders, CancellationToken cancellation) =>
        folders.IsEmpty || EtcdVariables.FoldersOf(rendered.Specs).IsEmpty ? rendered : await rendered.Again(rendered.Specs with { Source = rendered.Specs.Source with { EtcdFolders = folders } }, cancellation);

    private static async Task<ImmutableSortedDictionary<string, EtcdFolder>> ReadAsync(RouterDoor door, ImmutableArray<string> folders, CancellationToken cancellation)
    {
        var opened = await door.OpenAsync(cancellation);
        if (!opened.TryGet(out var store, out var closed)) return Sorted(folders.Select(folder => (folder, (EtcdFolder)new EtcdFolder.Unknown(closed.ToString()))));
        using (store)
        {
            var read = await Task.WhenAll(folders.Select(async folder =>
                (folder, (await store.RangeAsync(EtcdFolder.Prefix(folder), cancellation)).TryGet(out var found, out var why) ? EtcdFolder.Of(folder, found) : new EtcdFolder.Unknown(why.ToString()))));
            return Sorted(read);
        }
    }

    private static ImmutableSortedDictionary<string, EtcdFolder> Sorted(IEnumerable<(string Path, EtcdFolder Folder)> folders) =>
        folders.ToImmutableSortedDictionary(folder => folder.Path, folder => folder.Folder, StringComparer.Ordinal);
}
