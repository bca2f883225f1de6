using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Reconciler.Objects;
using Reconciler.Routers;

namespace Reconciler.Etcd;

/// <summary>Some of what a range has, at one revision of the store.</summary>
internal sealed record RangePage(ImmutableArray<StoredValue> Values, bool HasMore, long Revision);

/// <summary>Requests and answers as etcd's gateway writes them: bytes in base64, long numbers as text, and what is empty left out.</summary>
internal static class EtcdMessages
{
    public static byte[] Bytes(string key) => Encoding.UTF8.GetBytes(key);

    /// <summary>The first key behind all that begin with the prefix; UTF-8 has no byte 255, so the last one can always be raised.</summary>
    public static byte[] End(string prefix)
    {
        var end = Bytes(prefix);
        end[^1]++;
        return end;
    }

    public static MapNode Range(byte[] from, byte[] end, int limit, long revision) => new MapBuilder
    {
        ["key"] = Base64(from),
        ["range_end"] = Base64(end),
        ["limit"] = limit,
        ["revision"] = revision == 0 ? null : Number(revision),
    }.ToMap();

    public static RangePage Found(MapNode answer) =>
        new([.. answer.Maps("kvs").Select(Value)], answer.Flag("more")?.Value == true, Long(answer.Map("header"), "revision"));

    public static MapNode Transaction(StoreTransaction transaction) => new MapBuilder
    {
        ["compare"] = ListNode.Of(transaction.Conditions.Select(condition => (Node)Condition(condition).ToMap())),
        ["success"] = ListNode.Of(transaction.Writes.Select(write => (Node)Write(write).ToMap())),
    }.ToMap();

    public static MapNode Login(string user, string password) => new MapBuilder { ["name"] = user, ["password"] = password }.ToMap();

    private static MapBuilder Condition(StoreCondition condition) => condition.Modified is { } modified
        ? new() { ["key"] = Base64(Bytes(condition.Key)), ["target"] = "MOD", ["result"] = "EQUAL", ["mod_revision"] = Number(modified) }
        : new() { ["key"] = Base64(Bytes(condition.Key)), ["target"] = "CREATE", ["result"] = "GREATER", ["create_revision"] = "0" };

    private static MapBuilder Write(StoreWrite write) => write switch
    {
        StoreWrite.Put put => new() { ["request_put"] = new MapBuilder { ["key"] = Base64(Bytes(put.Key)), ["value"] = Base64(put.Value.Span) } },
        StoreWrite.Delete delete => new() { ["request_delete_range"] = new MapBuilder { ["key"] = Base64(Bytes(delete.Key)) } },
        _ => throw new UnreachableException(),
    };

    private static StoredValue Value(MapNode pair) =>
        new(Encoding.UTF8.GetString(FromBase64(pair, "key")), FromBase64(pair, "value"), Long(pair, "create_revision"), Long(pair, "mod_revision"));

    private static string Base64(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes);

    private static byte[] FromBase64(MapNode map, string field) => map.Text(field) is { } text ? Convert.FromBase64String(text.Value) : [];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Long(MapNode? map, string field) => map?[field] is ScalarNode scalar ? long.Parse(scalar.Value, CultureInfo.InvariantCulture) : 0;
}
