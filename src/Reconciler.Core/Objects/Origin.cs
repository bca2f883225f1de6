namespace Reconciler.Objects;

/// <summary>
/// The place in the source that a value was written at: file, line and column, both counted from 1.
/// The default value means that nobody wrote it: it is ours (a built-in default or a derived value) or comes from a cluster.
/// </summary>
public readonly record struct Origin(string? File, int Line, int Column) : IComparable<Origin>
{
    /// <summary>No place: a built-in default, or a value that a cluster gave.</summary>
    public static readonly Origin None;

    public bool IsKnown => File is not null;

    public int CompareTo(Origin other)
    {
        var byFile = string.CompareOrdinal(File, other.File);
        if (byFile != 0) return byFile;
        var byLine = Line.CompareTo(other.Line);
        return byLine != 0 ? byLine : Column.CompareTo(other.Column);
    }

    public override string ToString() => File is null ? "default" : Line == 0 ? File : $"{File}:{Line}:{Column}";

    public static bool operator <(Origin left, Origin right) => left.CompareTo(right) < 0;
    public static bool operator >(Origin left, Origin right) => left.CompareTo(right) > 0;
    public static bool operator <=(Origin left, Origin right) => left.CompareTo(right) <= 0;
    public static bool operator >=(Origin left, Origin right) => left.CompareTo(right) >= 0;
}
