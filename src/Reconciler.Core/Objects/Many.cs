using System.Collections.Immutable;

namespace Reconciler.Objects;

/// <summary>
/// One pure function over many values, on all cores where there are enough of them to pay for it. Results keep the order
/// of the values, so nobody can tell the difference.
/// </summary>
public static class Many
{
    private const int WorthSharing = 64;

    public static ImmutableArray<TResult> Select<T, TResult>(IReadOnlyCollection<T> values, Func<T, TResult> map) =>
        values.Count < WorthSharing ? [.. values.Select(map)] : [.. values.AsParallel().AsOrdered().Select(map)];
}
