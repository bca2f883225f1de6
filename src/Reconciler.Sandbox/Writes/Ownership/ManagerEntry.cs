namespace Reconciler.Sandbox.Writes.Ownership;

/// <summary>
/// Who owns fields. An applier is the same at every API version; whoever updates is another one for each version and
/// subresource.
/// </summary>
internal sealed record ManagerId(string Manager, bool IsApply, string ApiVersion, string Subresource) : IComparable<ManagerId>
{
    public const string Apply = "Apply";
    public const string Update = "Update";

    /// <summary>The manager of the write that is under way, before its fields are added to what the same manager had.</summary>
    public static readonly ManagerId Current = new("", false, "", "current-operation");

    public static ManagerId Of(string manager, bool isApply, string apiVersion, string subresource) =>
        new(manager.Length == 0 ? "unknown" : manager, isApply, isApply ? "" : apiVersion, subresource);

    public int CompareTo(ManagerId? other)
    {
        if (other is null) return 1;
        if (string.CompareOrdinal(Manager, other.Manager) is not 0 and var byName) return byName;
        if (IsApply != other.IsApply) return IsApply ? -1 : 1;
        return string.CompareOrdinal(ApiVersion, other.ApiVersion) is not 0 and var byVersion ? byVersion : string.CompareOrdinal(Subresource, other.Subresource);
    }

    /// <summary>As a conflict names it: <c>"kubectl-edit" using apps/v1</c>, or <c>"b"</c> for an applier.</summary>
    public override string ToString()
    {
        var name = GoText.Quote(Manager) + (Subresource.Length == 0 ? "" : $" with subresource {GoText.Quote(Subresource)}");
        return IsApply ? name : $"{name} using {ApiVersion}";
    }
}

/// <summary>What a manager owns, in the terms of the API version that it wrote with, and when it last did.</summary>
internal sealed record ManagerEntry(FieldSet Fields, string ApiVersion, bool IsApply)
{
    public string? Time { get; init; }
}
