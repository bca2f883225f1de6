using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Routes.Tables;

/// <summary>Objects as the rows of a Table, which kubectl prints.</summary>
internal sealed class ObjectTable(ImmutableArray<TableColumn> columns, string includeObject, DateTimeOffset now)
{
    public ObjectTable(ServedResource resource, string includeObject, DateTimeOffset now) : this(TableColumns.Of(resource), includeObject, now)
    {
    }

    public MapNode Of(IEnumerable<MapNode> bodies, MapNode metadata, bool withColumns = true)
    {
        return new MapBuilder
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = metadata,
            ["columnDefinitions"] = withColumns ? ListNode.Of(columns.Select(column => (Node)column.Definition)) : ListNode.Of(),
            ["rows"] = ListNode.Of(bodies.Select(body => (Node)new MapBuilder
            {
                ["cells"] = ListNode.Of(columns.Select(column => column.Cell(body, now))),
                ["object"] = includeObject switch
                {
                    "None" => ScalarNode.Null,
                    "Object" => body,
                    _ => ObjectForms.PartialOf(body),
                },
            }!)),
        }.ToMap();
    }
}
