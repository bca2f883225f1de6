using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Ownership;

/// <summary>An object's managers and what each of them owns; read from and written to metadata.managedFields.</summary>
internal sealed class ManagedFields
{
    public static readonly ManagedFields None = new([]);

    public ManagedFields(ImmutableSortedDictionary<ManagerId, ManagerEntry> entries) => Entries = entries;

    private ManagedFields(IEnumerable<KeyValuePair<ManagerId, ManagerEntry>> entries) => Entries = entries.ToImmutableSortedDictionary();

    public ImmutableSortedDictionary<ManagerId, ManagerEntry> Entries { get; }

    public bool IsEmpty => Entries.Count == 0;

    public ManagerEntry? Find(ManagerId id) => Entries.GetValueOrDefault(id);

    /// <summary>With an entry put in or replaced; one without fields is left out.</summary>
    public ManagedFields With(ManagerId id, ManagerEntry entry) => new(entry.Fields.IsEmpty ? Entries.Remove(id) : Entries.SetItem(id, entry));

    public ManagedFields Without(ManagerId id) => new(Entries.Remove(id));

    /// <summary>Reads the entries of an object; null where one of them is malformed.</summary>
    public static ManagedFields? Read(MapNode? metadata)
    {
        var entries = ImmutableSortedDictionary.CreateBuilder<ManagerId, ManagerEntry>();
        foreach (var item in metadata.List("managedFields")?.Items ?? [])
        {
            if (item is not MapNode entry) return null;
            var apiVersion = entry.Text("apiVersion")?.Value ?? "";
            var operation = entry.Text("operation")?.Value;
            if (operation is not (ManagerId.Apply or ManagerId.Update) || apiVersion.Length == 0 || entry.Text("fieldsType")?.Value != "FieldsV1") return null;
            var isApply = operation == ManagerId.Apply;
            var id = new ManagerId(entry.Text("manager")?.Value ?? "", isApply, isApply ? "" : apiVersion, entry.Text("subresource")?.Value ?? "");
            entries[id] = new ManagerEntry(FieldSetJson.Read(entry.Map("fieldsV1") ?? MapNode.Empty), apiVersion, isApply) { Time = entry.Text("time")?.Value };
        }
        return new ManagedFields(entries.ToImmutable());
    }

    /// <summary>The managedFields of an object: appliers first, then by time, name, version and subresource.</summary>
    public ListNode? Write()
    {
        if (IsEmpty) return null;
        var sorted = Entries
            .OrderBy(entry => entry.Value.IsApply ? 0 : 1)
            .ThenBy(entry => entry.Value.Time ?? "", StringComparer.Ordinal)
            .ThenBy(entry => entry.Key.Manager, StringComparer.Ordinal)
            .ThenBy(entry => entry.Value.ApiVersion, StringComparer.Ordinal)
            .ThenBy(entry => entry.Key.Subresource, StringComparer.Ordinal);
        return ListNode.Of(sorted.Select(entry => (Node)new MapBuilder
        {
            ["apiVersion"] = entry.Value.ApiVersion,
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = FieldSetJson.Write(entry.Value.Fields),
            ["manager"] = entry.Key.Manager.Length == 0 ? null : entry.Key.Manager,
            ["operation"] = entry.Value.IsApply ? ManagerId.Apply : ManagerId.Update,
            ["subresource"] = entry.Key.Subresource.Length == 0 ? null : entry.Key.Subresource,
            ["time"] = entry.Value.Time,
        }!));
    }

    /// <summary>A moment as the API writes it: whole seconds, UTC.</summary>
    public static string TimeOf(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
