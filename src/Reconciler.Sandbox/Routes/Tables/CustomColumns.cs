using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Routes.Tables;

/// <summary>The columns that a CustomResourceDefinition adds, read by its paths; without any there is an age.</summary>
internal static partial class CustomColumns
{
    public static ImmutableArray<TableColumn> Of(ServedResource resource) =>
        resource.Columns.IsEmpty ? [TableColumns.Name, TableColumns.Age] : [TableColumns.Name, .. resource.Columns.Select(Column)];

    private static TableColumn Column(PrinterColumn column) => new(column.Name, column.Type, column.Priority, (body, now) => Cell(body, column, now))
    {
        Format = column.Format,
        Description = column.Description.Length > 0 ? column.Description : $"Custom resource definition column (in JSONPath format): {column.Path}",
    };

    private static Node Cell(MapNode body, PrinterColumn column, DateTimeOffset now)
    {
        var found = Find(body, column.Path);
        return (column.Type, found) switch
        {
            (_, null or ScalarNode { IsNull: true }) => ScalarNode.Null,
            ("date", ScalarNode time) => TableCells.Age(time.Value, now),
            ("integer" or "number" or "boolean", ScalarNode scalar) => scalar,
            (_, ScalarNode scalar) => scalar.Written,
            var (_, other) => CanonicalJson.WriteOrdered(other, indented: false),
        };
    }

    /// <summary>The value at a path of keys, indices and filters by equality: all that definitions use in practice.</summary>
    private static Node? Find(Node body, string path)
    {
        Node? at = body;
        foreach (Match step in Step().Matches(path))
        {
            at = step switch
            {
                _ when step.Groups["filter"].Success => (at as ListNode)?.Items.OfType<MapNode>().FirstOrDefault(item => item.Text(step.Groups["filter"].Value)?.Value == step.Groups["value"].Value),
                _ when step.Groups["index"].Success => (at as ListNode)?.Items.ElementAtOrDefault(int.Parse(step.Groups["index"].Value, System.Globalization.CultureInfo.InvariantCulture)),
                _ when step.Groups["quoted"].Success => (at as MapNode)?[step.Groups["quoted"].Value],
                _ => (at as MapNode)?[step.Groups["key"].Value.Replace("\\.", ".", StringComparison.Ordinal)],
            };
        }
        return at;
    }

    [GeneratedRegex("""\[\?\(\s*@\.(?<filter>\w+)\s*==\s*["'](?<value>[^"']*)["']\s*\)\]|\[(?<index>\d+)\]|\[['"](?<quoted>[^'"]+)['"]\]|\.(?<key>(?:\\\.|[^.\[])+)""", RegexOptions.CultureInvariant)]
    private static partial Regex Step();
}
