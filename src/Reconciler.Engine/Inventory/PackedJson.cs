using System.IO.Compression;
using Reconciler.Objects;

namespace Reconciler.Engine.Inventory;

/// <summary>Records as they lie in the cluster: compressed JSON.</summary>
internal static class PackedJson
{
    public static byte[] Write(MapNode map)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(CanonicalJson.Utf8(map));
        return packed.ToArray();
    }

    public static MapNode Read(ReadOnlyMemory<byte> packed)
    {
        using var input = new MemoryStream(packed.ToArray());
        using var gzip = new GZipStream(input, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return (MapNode)NodeJson.Read(plain.GetBuffer().AsSpan(0, (int)plain.Length));
    }
}
