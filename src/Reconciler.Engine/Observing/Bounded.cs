namespace Reconciler.Engine.Observing;

/// <summary>Many requests at a time, but not all: as many as one connection carries well.</summary>
internal static class Bounded
{
    public const int Requests = 32;

    /// <summary>The results in the order of the items.</summary>
    public static async Task<TResult[]> SelectAsync<T, TResult>(IReadOnlyList<T> items, Func<T, CancellationToken, Task<TResult>> select, CancellationToken cancellation)
    {
        var results = new TResult[items.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Requests, CancellationToken = cancellation };
        await Parallel.ForAsync(0, items.Count, options, async (index, stop) => results[index] = await select(items[index], stop));
        return results;
    }
}
