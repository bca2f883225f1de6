using System.Collections.Immutable;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Routes.Tables;

/// <summary>The columns of every kind.</summary>
internal static class TableColumns
{
    internal static readonly TableColumn Name = new("Name", "string", 0, (body, _) => body.NameOf()) { Format = "name", Description = "Name of the object" };
    internal static readonly TableColumn Age = new("Age", "string", 0, (body, now) => TableCells.Age(body.MetaText("creationTimestamp"), now)) { Description = "Time since the object was created" };
    private static readonly TableColumn Created = new("Created At", "date", 0, (body, _) => body.MetaText("creationTimestamp") ?? "") { Description = "When the object was created" };

    public static ImmutableArray<TableColumn> Of(ServedResource resource) => [Name, Created];
}
