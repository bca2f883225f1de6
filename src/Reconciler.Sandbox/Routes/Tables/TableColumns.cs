using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Routes.Tables;

/// <summary>The columns of every kind: its own where people are used to them, else name and time of creation.</summary>
internal static class TableColumns
{
    public static ImmutableArray<TableColumn> Of(ServedResource resource)
    {
        if (resource.Served.IsCustom) return CustomColumns.Of(resource);
        var own = WorkloadColumns.Of(resource.StorageName) ?? NetworkColumns.Of(resource.StorageName) ?? StorageColumns.Of(resource.StorageName) ?? ClusterColumns.Of(resource.StorageName);
        return own is { } columns ? [Name, .. columns] : [Name, Created];
    }

    /// <summary>The columns of a Scale, whatever kind is scaled.</summary>
    public static ImmutableArray<TableColumn> Scale =>
        [Name, Number("Desired", body => body.Map("spec").Int("replicas")?.Value ?? 0), Number("Available", body => body.Map("status").Int("replicas")?.Value ?? 0), Age];

    internal static TableColumn Name { get; } = new("Name", "string", 0, (body, _) => body.NameOf()) { Format = "name", Description = "Name of the object" };

    internal static TableColumn Age { get; } = new("Age", "string", 0, (body, now) => TableCells.Age(body.MetaText("creationTimestamp"), now)) { Description = "Time since the object was created" };

    internal static TableColumn Created { get; } = new("Created At", "date", 0, (body, _) => body.MetaText("creationTimestamp") ?? "") { Description = "When the object was created" };

    internal static TableColumn Text(string name, Func<MapNode, string?> read, int priority = 0) => new(name, "string", priority, (body, _) => read(body) is { Length: > 0 } text ? text : "<none>");

    internal static TableColumn Number(string name, Func<MapNode, long> read, int priority = 0) => new(name, "integer", priority, (body, _) => ScalarNode.Of(read(body)));
}
