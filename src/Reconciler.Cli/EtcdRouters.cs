using Reconciler.Engine.Routers;
using Reconciler.Etcd;

namespace Reconciler.Cli;

/// <summary>How this process reaches the etcd of a router.</summary>
internal static class EtcdRouters
{
    public static RouterTools Of(CommandHost host) => new(access => EtcdStore.Open(access, TimeProvider.System), host.Variable);
}
