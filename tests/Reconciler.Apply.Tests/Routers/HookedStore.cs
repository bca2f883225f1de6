using System.Collections.Immutable;
using Reconciler.Engine;
using Reconciler.Engine.Routers;
using Reconciler.Kube;
using Reconciler.Routers;

namespace Reconciler.Apply.Tests.Routers;

/// <summary>A real store, of which every transaction goes through a hook that has it sent or not.</summary>
internal sealed class HookedStore(IKeyValueStore store, Func<StoreTransaction, Func<Task<Answer<bool>>>, Task<Answer<bool>>> hook) : IKeyValueStore
{
    public Task<Answer<ImmutableArray<StoredValue>>> RangeAsync(string prefix, CancellationToken cancellation) => store.RangeAsync(prefix, cancellation);

    public Task<Answer<bool>> CommitAsync(StoreTransaction transaction, CancellationToken cancellation) => hook(transaction, () => store.CommitAsync(transaction, cancellation));

    public void Dispose() => store.Dispose();

    /// <summary>Routers whose stores all go through one hook.</summary>
    public static RouterTools Over(RouterTools tools, Func<StoreTransaction, Func<Task<Answer<bool>>>, Task<Answer<bool>>> hook) =>
        tools with { Open = access => tools.Open(access).Select(store => (IKeyValueStore)new HookedStore(store, hook)) };
}
