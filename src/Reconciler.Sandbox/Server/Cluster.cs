using System.Runtime.CompilerServices;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Deletion;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Server;

/// <summary>
/// The cluster behind the server: what is stored, what is served, the clock, and the two ways in which objects change. Controllers inside
/// the process use it directly, requests through the routes.
/// </summary>
public sealed class Cluster
{
    private readonly Random _random;
    private readonly Lock _randomLock = new();
    private volatile Tuple<long, ResourceRegistry> _registry = Tuple.Create(-1L, ResourceRegistry.BuiltIn);

    public Cluster(ObjectStore store, TimeProvider time, int seed, SandboxHooks hooks, CancellationToken stopping = default)
    {
        (Store, Time, Hooks, Stopping, _random) = (store, time, hooks, stopping, new Random(seed));
        Addresses = new ServiceAddresses(seed);
        Writer = new ObjectWriter(this);
        Deleter = new ObjectDeleter(this);
    }

    public ObjectStore Store { get; }
    public TimeProvider Time { get; }
    public SandboxHooks Hooks { get; }

    /// <summary>Ends when the server stops; controllers and watches end with it.</summary>
    public CancellationToken Stopping { get; }
    public ServiceAddresses Addresses { get; }
    public ObjectWriter Writer { get; }
    public ObjectDeleter Deleter { get; }

    /// <summary>The certificate that clients of this server trust.</summary>
    public string AuthorityPem { get; init; } = "";

    public StoreState State => Store.State;

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>What is served with the definitions that are stored now.</summary>
    public ResourceRegistry Resources => ResourcesOf(State);

    /// <summary>What is served with the definitions of a state.</summary>
    public ResourceRegistry ResourcesOf(StoreState state)
    {
        var newest = 0L;
        var count = 0;
        foreach (var definition in state.List(CustomResources.Definitions)) (newest, count) = (Math.Max(newest, definition.Revision), count + 1);
        // the newest definition and their number tell every set of definitions from the one before
        var mark = (newest * 4096) + count;
        var known = _registry;
        if (known.Item1 == mark) return known.Item2;
        var registry = ResourceRegistry.With(state.List(CustomResources.Definitions).Select(definition => definition.Body));
        _registry = Tuple.Create(mark, registry);
        return registry;
    }

    /// <summary>The changes as they are committed, after a first batch with everything; it ends only by being cancelled.</summary>
    public async IAsyncEnumerable<ChangeBatch> FollowAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        long? position = null;
        while (true)
        {
            if (position is not { } after || !Store.Log.TryRead(after, out var changes, out var upTo, out var more))
            {
                var state = State;
                position = state.Revision;
                yield return new ChangeBatch(true, state, []);
                continue;
            }
            position = upTo;
            if (changes.Count > 0) yield return new ChangeBatch(false, State, changes);
            else await more.WaitAsync(cancel);
        }
    }

    /// <summary>A UID that nothing had before.</summary>
    public string NewUid()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_randomLock) _random.NextBytes(bytes);
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes).ToString();
    }

    /// <summary>Letters and digits as the API server hangs on a generateName.</summary>
    public string NewSuffix(int length = 5)
    {
        const string Letters = "bcdfghjklmnpqrstvwxz2456789";
        lock (_randomLock) return string.Create(length, _random, (text, random) =>
        {
            for (var i = 0; i < text.Length; i++) text[i] = Letters[random.Next(Letters.Length)];
        });
    }

    /// <summary>The stored object's tree in the version of a resource.</summary>
    public static MapNode BodyAs(StoredObject stored, ServedResource resource) => Conversion.To(stored.Body, resource);
}
