using System.Collections.Immutable;
using System.Text.Json;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Ownership;

/// <summary>
/// One step of a path in managedFields: a field's name (f:), the keys of a list item (k:), a set's member (v:) or a place
/// in a list (i:). Two steps are equal when they are written the same.
/// </summary>
internal sealed class FieldElement : IComparable<FieldElement>, IEquatable<FieldElement>
{
    private const int Slots = 4096;

    /// <summary>Elements of names that were asked for before; a later name may take a slot over, and losing a race only costs the sharing.</summary>
    private static readonly FieldElement?[] Named = new FieldElement?[Slots];

    private readonly ImmutableArray<MapEntry> _keys;
    private readonly ScalarNode? _value;
    private readonly int _index;

    private readonly int _hash;

    private FieldElement(string? name, ImmutableArray<MapEntry> keys, ScalarNode? value, int index, string written)
    {
        (Name, _keys, _value, _index) = (name, keys, value, index);
        (Written, _hash) = (written, string.GetHashCode(written, StringComparison.Ordinal));
    }

    /// <summary>The field's name, where the step is one.</summary>
    public string? Name { get; }

    /// <summary>Whether the step picks a list item by its keys.</summary>
    public bool IsKey => !_keys.IsDefault;

    /// <summary>As it stands in fieldsV1: <c>f:spec</c>, <c>k:{"name":"web"}</c>, <c>v:"orphan"</c>.</summary>
    public string Written { get; }

    public static FieldElement OfField(string name)
    {
        ref var slot = ref Named[string.GetHashCode(name, StringComparison.Ordinal) & (Slots - 1)];
        if (slot is { } known && known.Name == name) return known;
        return slot = new FieldElement(name, default, null, 0, "f:" + name);
    }

    /// <summary>An item picked by keys, in any order; the values are scalars.</summary>
    public static FieldElement OfKeys(IEnumerable<MapEntry> keys)
    {
        ImmutableArray<MapEntry> sorted = [.. keys];
        if (sorted.Length == 1) return new FieldElement(null, sorted, null, 0, $"k:{{{WrittenKey(sorted[0])}}}");
        sorted = sorted.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
        return new FieldElement(null, sorted, null, 0, $"k:{{{string.Join(',', sorted.Select(WrittenKey))}}}");
    }

    public static FieldElement OfValue(ScalarNode value) => new(null, default, value, 0, "v:" + GoText.Json(value));

    public static FieldElement OfIndex(int index) => new(null, default, null, index, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"i:{index}"));

    /// <summary>Reads a step; null where it is of no known form, as a later version of Kubernetes may write.</summary>
    public static FieldElement? Parse(string written)
    {
        if (written.Length < 2 || written[1] != ':') return null;
        try
        {
            return written[0] switch
            {
                'f' => OfField(written[2..]),
                'i' => int.TryParse(written.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture, out var index) ? OfIndex(index) : null,
                'v' => Scalar(JsonDocument.Parse(written.AsMemory(2)).RootElement) is { } value ? OfValue(value) : null,
                'k' => OfKeys(JsonDocument.Parse(written.AsMemory(2)).RootElement.EnumerateObject().Select(key => new MapEntry(key.Name, Scalar(key.Value) ?? ScalarNode.Null))),
                _ => null,
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Names first, then items by key, then set members, then places: the order of fieldsV1.</summary>
    public int CompareTo(FieldElement? other)
    {
        if (other is null) return 1;
        if (ReferenceEquals(this, other)) return 0;
        if (Rank != other.Rank) return Rank.CompareTo(other.Rank);
        if (Name is not null) return string.CompareOrdinal(Name, other.Name);
        if (IsKey) return CompareKeys(_keys, other._keys);
        return _value is not null ? CompareScalars(_value, other._value!) : _index.CompareTo(other._index);
    }

    public bool Equals(FieldElement? other) => ReferenceEquals(this, other) || (other is not null && _hash == other._hash && Written == other.Written);

    public override bool Equals(object? obj) => Equals(obj as FieldElement);

    public override int GetHashCode() => _hash;

    /// <summary>As messages write it: <c>.spec</c>, <c>[name="web"]</c>, <c>[="orphan"]</c>, <c>[0]</c>.</summary>
    public override string ToString()
    {
        if (Name is not null) return "." + Name;
        if (IsKey) return $"[{string.Join(',', _keys.Select(entry => $"{entry.Key}={GoText.Display(entry.Value)}"))}]";
        return _value is not null ? $"[={GoText.Display(_value)}]" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"[{_index}]");
    }

    private static string WrittenKey(MapEntry entry) => $"{GoText.Json(entry.Key)}:{GoText.Json(entry.Value)}";

    private int Rank => Name is not null ? 0 : IsKey ? 1 : _value is not null ? 2 : 3;

    private static int CompareKeys(ImmutableArray<MapEntry> left, ImmutableArray<MapEntry> right)
    {
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            if (string.CompareOrdinal(left[i].Key, right[i].Key) is not 0 and var byName) return byName;
            if (CompareScalars((ScalarNode)left[i].Value, (ScalarNode)right[i].Value) is not 0 and var byValue) return byValue;
        }
        return left.Length.CompareTo(right.Length);
    }

    private static int CompareScalars(ScalarNode left, ScalarNode right)
    {
        if (IsNumber(left) && IsNumber(right)) return Number(left).CompareTo(Number(right));
        var byKind = Order(left).CompareTo(Order(right));
        return byKind != 0 ? byKind : string.CompareOrdinal(left.Value, right.Value);
    }

    private static bool IsNumber(ScalarNode scalar) => scalar.Kind is ScalarKind.Integer or ScalarKind.Float;

    private static decimal Number(ScalarNode scalar) =>
        decimal.TryParse(scalar.Value, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static int Order(ScalarNode scalar) => scalar.Kind switch
    {
        ScalarKind.Integer or ScalarKind.Float => 0,
        ScalarKind.String => 1,
        ScalarKind.Boolean => 2,
        _ => 3,
    };

    private static ScalarNode? Scalar(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => new ScalarNode(ScalarKind.String, element.GetString()!),
        JsonValueKind.True => ScalarNode.Of(true),
        JsonValueKind.False => ScalarNode.Of(false),
        JsonValueKind.Null => ScalarNode.Null,
        JsonValueKind.Number => new ScalarNode(element.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? ScalarKind.Integer : ScalarKind.Float, element.GetRawText()),
        _ => null,
    };
}
