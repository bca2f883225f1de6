using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;

namespace Reconciler.Routers;

/// <summary>
/// A key of a store with its value. The revisions are the store's own: <see cref="Created"/> stays as long as the key is there,
/// <see cref="Modified"/> moves with each write.
/// </summary>
public sealed record StoredValue(string Key, ReadOnlyMemory<byte> Value, long Created, long Modified)
{
    /// <summary>The value as text, or null where it is none.</summary>
    public string? Text => Utf8.IsValid(Value.Span) ? Encoding.UTF8.GetString(Value.Span) : null;

    // a value may be a secret, so what shows a record must not show it
    public override string ToString() => $"{Key} ({Value.Length} bytes)";
}

/// <summary>What a key has to be like for a transaction to be done: modified last at a revision, of which 0 is of no key, or just be there.</summary>
public sealed record StoreCondition(string Key, long? Modified);

/// <summary>One write of a transaction.</summary>
public abstract record StoreWrite(string Key)
{
    public sealed record Put(string Key, ReadOnlyMemory<byte> Value) : StoreWrite(Key)
    {
        public override string ToString() => $"put {Key}";
    }

    public sealed record Delete(string Key) : StoreWrite(Key);
}

/// <summary>Writes that are done all together where every condition holds, and not at all elsewhere.</summary>
public sealed record StoreTransaction(ImmutableArray<StoreCondition> Conditions, ImmutableArray<StoreWrite> Writes);
