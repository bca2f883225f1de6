using Reconciler.Objects;
using Reconciler.Sandbox.Storage;
using Reconciler.Sandbox.Writes;

namespace Reconciler.Sandbox.Resources;

/// <summary>
/// The addresses and ports that Services hold, in a pool that is made from what is stored: a refused or forgotten write leaves nothing taken.
/// </summary>
public sealed class ServiceAddresses(int seed)
{
    public const string Services = "services";

    /// <summary>The address of the API server inside the cluster.</summary>
    public const string ServerAddress = "10.96.0.1";

    private readonly Random _random = new(seed);
    private AddressPool? _pool;
    private Trial? _trial;

    /// <summary>The pool for a write of a Service that will be stored; only the one writer asks for it.</summary>
    internal AddressPool ForWrite(StoreState state) => _pool ??= Fill(state, _random);

    /// <summary>A pool for a write that nothing remains of.</summary>
    internal AddressPool ForDryRun(StoreState state)
    {
        // a plan asks about many Services while none of them changes, and filling a pool looks at all of them
        var (version, trial) = (state.Version(Services), Volatile.Read(ref _trial));
        if (trial is null || trial.Version != version) Volatile.Write(ref _trial, trial = new Trial(version, Fill(state, _random)));
        return trial.Pool.Copy(new Random(HashCode.Combine(seed, (int)state.Revision)));
    }

    /// <summary>A pool for kinds that need no address.</summary>
    internal static AddressPool Unused { get; } = new(new Random(0));

    /// <summary>Makes the pool anew at the next write, after a Service went, changed or was refused.</summary>
    internal void Forget() => _pool = null;

    /// <summary>The pool of one version of the Services, of which dry runs take copies.</summary>
    private sealed record Trial(object? Version, AddressPool Pool);

    private static AddressPool Fill(StoreState state, Random random)
    {
        var pool = new AddressPool(random);
        // the first address is for the Service of the API server alone
        if (state.Find(new ObjectPlace(Services, "default", "kubernetes")) is null) pool.Release(ServerAddress);
        foreach (var service in state.List(Services))
        {
            var spec = service.Body.Map("spec");
            if (spec.Text("clusterIP")?.Value is { } address and not "" and not "None") pool.Take(address);
            foreach (var other in spec.Texts("clusterIPs").Where(other => other.Value != "None")) pool.Take(other.Value);
            foreach (var port in spec.Maps("ports"))
                if (port.Int("nodePort")?.Value is { } number and not 0) pool.Take(number);
            if (spec.Int("healthCheckNodePort")?.Value is { } health and not 0) pool.Take(health);
        }
        return pool;
    }
}
