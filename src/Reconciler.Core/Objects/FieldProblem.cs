using System.Text.RegularExpressions;

namespace Reconciler.Objects;

/// <summary>What is wrong with a field.</summary>
public enum FieldProblemKind
{
    UnknownField,
    WrongType,
    MissingField,
    DuplicateItem,
    BadValue,
}

/// <summary>
/// One field that a type doesn't take as it stands. <see cref="Path"/> is as in <c>spec.containers[0].image</c>;
/// <see cref="Fix"/> says what to write instead, where that can be known.
/// </summary>
public sealed record FieldProblem(FieldProblemKind Kind, FieldPath Path, Origin Place, string Message)
{
    public string? Expected { get; init; }
    public string? Found { get; init; }
    public string? Fix { get; init; }

    public override string ToString() => $"{(Place.IsKnown ? $"{Place}: " : "")}{Path}: {Message}{(Fix is null ? "" : $" ({Fix})")}";
}

/// <summary>
/// Where in an object a value stands. Written keys that are no plain words are quoted in brackets, so a path can always be read back.
/// </summary>
public sealed partial record FieldPath
{
    private readonly FieldPath? _parent;
    private readonly string? _key;
    private readonly int _index;

    private FieldPath(FieldPath? parent, string? key, int index) => (_parent, _key, _index) = (parent, key, index);

    /// <summary>The object itself.</summary>
    public static FieldPath Root { get; } = new(null, null, -1);

    public FieldPath Key(string key) => new(this, key, -1);

    public FieldPath Item(int index) => new(this, null, index);

    public override string ToString()
    {
        if (_parent is null) return "";
        var before = _parent.ToString();
        if (_key is null) return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{before}[{_index}]");
        if (!PlainWord().IsMatch(_key)) return $"{before}[\"{_key}\"]";
        return before.Length == 0 ? _key : $"{before}.{_key}";
    }

    [GeneratedRegex(@"^[A-Za-z_$][A-Za-z0-9_$-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainWord();
}
