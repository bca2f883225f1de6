using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Routes.Protobuf;

/// <summary>Reads the objects that kubectl sends in Kubernetes' protobuf envelope, as far as the table of messages goes.</summary>
internal static class ProtoReader
{
    private static readonly byte[] Magic = "k8s\0"u8.ToArray();

    /// <summary>The object, or null where it is broken, or of a kind or with a field that is not in the table: half an object would be worse than none.</summary>
    public static MapNode? Read(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(Magic)) return null;
        try
        {
            var (apiVersion, kind, raw) = Envelope(bytes[Magic.Length..].ToArray());
            // autoscalers differ between their versions
            var message = ProtoMessages.Find($"{apiVersion}/{kind}") is null ? kind : $"{apiVersion}/{kind}";
            return Message(message, raw) is not { } body ? null : body.With("apiVersion", apiVersion).With("kind", kind);
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidDataException or OverflowException)
        {
            return null;
        }
    }

    private static (string ApiVersion, string Kind, byte[] Raw) Envelope(byte[] bytes)
    {
        var (apiVersion, kind, raw) = ("", "", Array.Empty<byte>());
        foreach (var (number, value) in Fields(bytes))
        {
            if (number == 2) raw = value.Bytes;
            if (number != 1) continue;
            foreach (var (part, text) in Fields(value.Bytes))
            {
                if (part == 1) apiVersion = Encoding.UTF8.GetString(text.Bytes);
                if (part == 2) kind = Encoding.UTF8.GetString(text.Bytes);
            }
        }
        return (apiVersion, kind, raw);
    }

    private static MapNode? Message(string message, byte[] bytes)
    {
        if (ProtoMessages.Find(message) is not { } known) return null;
        var values = new MapBuilder();
        foreach (var (number, value) in Fields(bytes))
        {
            if (!known.TryGetValue(number, out var field)) return null;
            if (field.Type == "Ignored") continue;
            if (field.IsInline)
            {
                if (Message(field.Type, value.Bytes) is not { } part) return null;
                foreach (var entry in part.Entries) values[entry.Key] = entry.Value;
                continue;
            }
            if (field.IsMap)
            {
                if (Entry(field, value.Bytes) is not { } entry) return null;
                values[field.Name] = ((values[field.Name] as MapNode) ?? MapNode.Empty).With(entry.Key, entry.Value);
            }
            else if (Value(field.ItemType, value, field.IsOptional || field.IsList) is not { } node) return null;
            else if (field.IsList) values[field.Name] = new ListNode(((values[field.Name] as ListNode)?.Items ?? []).Add(node));
            else if (node is not ScalarNode { IsNull: true }) values[field.Name] = node;
        }
        return values.ToMap();
    }

    private static (string Key, Node Value)? Entry(ProtoField field, byte[] bytes)
    {
        var (key, value) = ("", new WireValue(0, []));
        foreach (var (number, part) in Fields(bytes))
        {
            if (number == 1) key = Encoding.UTF8.GetString(part.Bytes);
            else value = part;
        }
        return Value(field.ItemType, value, keepsZero: true) is { } node ? (key, node) : null;
    }

    /// <summary>A value as JSON has it; a null scalar where it is left out, null where it isn't known.</summary>
    private static Node? Value(string type, WireValue value, bool keepsZero) => type switch
    {
        "string" => value.Bytes.Length == 0 && !keepsZero ? ScalarNode.Null : Encoding.UTF8.GetString(value.Bytes),
        "int" => value.Number == 0 && !keepsZero ? ScalarNode.Null : ScalarNode.Of((long)value.Number),
        "bool" => value.Number == 0 && !keepsZero ? ScalarNode.Null : ScalarNode.Of(value.Number != 0),
        "bytes" => Convert.ToBase64String(value.Bytes),
        "Quantity" => Fields(value.Bytes).Select(part => Encoding.UTF8.GetString(part.Value.Bytes)).FirstOrDefault() ?? "0",
        "Time" => Fields(value.Bytes).FirstOrDefault(part => part.Number == 1).Value is { Number: > 0 } seconds ? Metadata.Time(DateTimeOffset.FromUnixTimeSeconds((long)seconds.Number)) : ScalarNode.Null,
        "IntOrString" => IntOrString(Fields(value.Bytes).ToDictionary(part => part.Number, part => part.Value), keepsZero),
        _ => Message(type, value.Bytes) is { } map ? map.Entries.IsEmpty && !keepsZero ? ScalarNode.Null : map : null,
    };

    private static Node IntOrString(Dictionary<int, WireValue> parts, bool keepsZero)
    {
        if (parts.GetValueOrDefault(1).Number == 1) return Encoding.UTF8.GetString(parts.GetValueOrDefault(3).Bytes ?? []);
        var number = (long)parts.GetValueOrDefault(2).Number;
        return number == 0 && !keepsZero ? ScalarNode.Null : ScalarNode.Of(number);
    }

    private static ImmutableArray<(int Number, WireValue Value)> Fields(byte[] bytes)
    {
        var fields = ImmutableArray.CreateBuilder<(int, WireValue)>();
        for (var at = 0; at < bytes.Length;)
        {
            var tag = Varint(bytes, ref at);
            var number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    fields.Add((number, new WireValue(Varint(bytes, ref at), [])));
                    break;
                case 1:
                    fields.Add((number, new WireValue(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at, 8)), [])));
                    at += 8;
                    break;
                case 2:
                    var length = checked((int)Varint(bytes, ref at));
                    fields.Add((number, new WireValue(0, bytes.AsSpan(at, length).ToArray())));
                    at += length;
                    break;
                default:
                    throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"wire type {tag & 7}"));
            }
        }
        return fields.ToImmutable();
    }

    private static ulong Varint(byte[] bytes, ref int at)
    {
        var result = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= bytes.Length) throw new InvalidDataException("the number has no end");
            var part = bytes[at++];
            result |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return result;
        }
        throw new InvalidDataException("the number is too long");
    }

    private readonly record struct WireValue(ulong Number, byte[] Bytes);
}
