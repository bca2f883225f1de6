using System.Globalization;

namespace Reconciler.Benchmarks;

/// <summary>A figure with the most, or the least, that it may be.</summary>
internal sealed record Budget(string What, double Actual, double Limit, string Unit)
{
    /// <summary>Whether the figure has to reach the limit instead of staying below it.</summary>
    public bool IsAtLeast { get; init; }

    /// <summary>Why the limit does not count here; null where it does.</summary>
    public string? Unless { get; init; }

    public bool IsKept => Unless is not null || IsWithin;

    private bool IsWithin => IsAtLeast ? Actual >= Limit : Actual <= Limit;

    public void Print() => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{(IsWithin ? "kept  " : IsKept ? "noted " : "BROKEN")}  {What}: {Actual:0.##} {Unit}, at {(IsAtLeast ? "least" : "most")} {Limit:0.##} {Unit}{(IsWithin || Unless is null ? "" : $"; does not count, because {Unless}")}"));
}
