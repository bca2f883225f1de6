using Reconciler.Objects;

namespace Reconciler.Sandbox.Routes.Tables;

/// <summary>One column of a kind's table: what it is called, and how to read its cell off an object. Priority 0 is always shown, 1 only wide.</summary>
internal sealed record TableColumn(string Name, string Type, int Priority, Func<MapNode, DateTimeOffset, Node> Cell)
{
    public string Format { get; init; } = "";
    public string Description { get; init; } = "";

    public MapNode Definition => new MapBuilder
    {
        ["name"] = Name,
        ["type"] = Type,
        ["format"] = Format,
        ["description"] = Description,
        ["priority"] = Priority,
    }.ToMap();
}
