using System.Text;
using Reconciler.Objects;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Resources;

/// <summary>
/// Stored objects as JSON in one version of their kind. Most are sent as they are stored; inside lists the built-in kinds leave their type
/// out, as typed servers do.
/// </summary>
public sealed class StoredJson
{
    private readonly ServedResource _resource;
    private readonly byte[] _head;

    public StoredJson(ServedResource resource)
    {
        _resource = resource;
        _head = Encoding.UTF8.GetBytes($"{{\"kind\":\"{resource.Kind.Kind}\",\"apiVersion\":\"{resource.Kind.ApiVersion}\",");
    }

    public ReadOnlyMemory<byte> Whole(StoredObject stored) =>
        stored.Json.Span.StartsWith(_head) ? stored.Json : NodeJson.ToUtf8(Conversion.To(stored.Body, _resource));

    /// <summary>The parts of a list's item, to be written one after the other.</summary>
    public void AddItem(StoredObject stored, ICollection<ReadOnlyMemory<byte>> parts)
    {
        var whole = Whole(stored);
        if (_resource.Served.IsCustom || !whole.Span.StartsWith(_head))
        {
            parts.Add(whole);
            return;
        }
        parts.Add("{"u8.ToArray());
        parts.Add(whole[_head.Length..]);
    }
}
