namespace Reconciler.Sandbox.Routes.Protobuf;

/// <summary>One field of a message: its JSON name and type. What is optional is kept when it is zero; other zeros say nothing.</summary>
internal sealed record ProtoField(string Name, string Type, bool IsOptional)
{
    public bool IsList => Type.StartsWith("[]", StringComparison.Ordinal);

    /// <summary>Whether JSON has the fields of the message where this one stands.</summary>
    public bool IsInline => Name.Length == 0;

    public bool IsMap => Type.StartsWith("{}", StringComparison.Ordinal);

    /// <summary>The type of one item or value.</summary>
    public string ItemType => IsList || IsMap ? Type[2..] : Type;
}

/// <summary>
/// The messages that kubectl sends in protobuf: what <c>kubectl create</c> makes without a file, options and reviews. A line of the table is a message's
/// name and its fields as <c>number:name:type</c>; ? means optional, a missing type is string, a missing name means that the fields stand in the outer one.
/// </summary>
internal static class ProtoMessages
{
    private const string ResourceName = "protobuf-messages.txt";

    private static readonly Lazy<Dictionary<string, Dictionary<int, ProtoField>>> Table = new(Read);

    public static Dictionary<int, ProtoField>? Find(string message) => Table.Value.GetValueOrDefault(message);

    private static Dictionary<string, Dictionary<int, ProtoField>> Read()
    {
        using var reader = new StreamReader(typeof(ProtoMessages).Assembly.GetManifestResourceStream(ResourceName)!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .ToDictionary(words => words[0], words => words.Skip(1).Select(word => word.Split(':')).ToDictionary(parts => int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), Field), StringComparer.Ordinal);
    }

    private static ProtoField Field(string[] parts) => new(parts[1].TrimEnd('?'), parts.Length > 2 ? parts[2] : "string", parts[1].EndsWith('?'));
}
