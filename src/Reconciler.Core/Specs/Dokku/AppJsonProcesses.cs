using Reconciler.Objects;

namespace Reconciler.Specs.Dokku;

/// <summary>Collects what the sections of app.json say about each process, with the place where it was first named.</summary>
internal sealed class AppJsonProcesses(ProcessNames names)
{
    public MapNode Fields { get; private set; } = MapNode.Empty;

    /// <summary>Our name of the process, which is now part of the App; null where the name was refused.</summary>
    public string? Declare(MapEntry entry, bool orAll = false)
    {
        var name = orAll && entry.Key == "*" ? "*" : names.Read(entry.Key, entry.KeyOrigin);
        if (name is not null && !Fields.Has(name)) Fields = Fields.With(name, MapNode.Empty.At(entry.KeyOrigin), entry.KeyOrigin);
        return name;
    }

    /// <summary>Sets a field of a process, or one below it; null sets nothing.</summary>
    public void Put(string process, string field, Node? value, string? inner = null)
    {
        if (value is null) return;
        var entry = Fields.Find(process)!.Value;
        var map = (MapNode)entry.Value;
        var node = inner is null ? value : (map.Map(field) ?? (MapNode)MapNode.Empty.At(value.Origin)).With(inner, value);
        Fields = Fields.With(process, map.With(field, node), entry.KeyOrigin);
    }
}
