using System.Buffers;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Storage;

/// <summary>Where an object is kept. The resource is named as in "deployments.apps", without a version; the namespace of what is cluster-scoped is "".</summary>
public sealed record ObjectPlace(string Resource, string Namespace, string Name)
{
    public override string ToString() => Namespace.Length == 0 ? $"{Resource}/{Name}" : $"{Resource}/{Namespace}/{Name}";
}

/// <summary>
/// One object as it was at one revision, in the version that it was written with. The bytes are what is on disk and what
/// answers are made of; the tree is read from them when it is first asked for.
/// </summary>
public sealed class StoredObject
{
    private MapNode? _body;

    /// <summary>An object that was read from disk.</summary>
    public StoredObject(ObjectPlace place, long revision, ReadOnlyMemory<byte> json) => (Place, Revision, Json) = (place, revision, json);

    /// <summary>An object that is about to be written; its metadata says the revision already.</summary>
    public StoredObject(ObjectPlace place, long revision, MapNode body)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        NodeJson.Write(body, buffer);
        (Place, Revision, Json, _body) = (place, revision, buffer.WrittenMemory, body);
    }

    public ObjectPlace Place { get; }
    public long Revision { get; }
    public ReadOnlyMemory<byte> Json { get; }

    public MapNode Body => _body ??= (MapNode)NodeJson.Read(Json.Span);

    public string Uid => Body.Map("metadata").Text("uid")?.Value ?? "";

    public override string ToString() => $"{Place}@{Revision}";
}
