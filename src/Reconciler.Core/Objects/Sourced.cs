namespace Reconciler.Objects;

/// <summary>
/// A typed value and the place it was written at. It becomes a <see cref="Node"/> at that place, so what a renderer puts
/// into an object remembers its line.
/// </summary>
public sealed record Sourced<T>(T Value, Origin Origin)
{
    public static implicit operator Node?(Sourced<T>? sourced) => sourced is null ? null : sourced.ToNode();

    public Node ToNode() => Value switch
    {
        string text => ScalarNode.Of(text, Origin),
        int number => ScalarNode.Of(number).At(Origin),
        long number => ScalarNode.Of(number).At(Origin),
        bool flag => ScalarNode.Of(flag).At(Origin),
        _ => ScalarNode.Of(Value?.ToString() ?? "", Origin),
    };

    public Sourced<TOther> Select<TOther>(Func<T, TOther> map) => new(map(Value), Origin);

    public override string ToString() => Value?.ToString() ?? "";
}
