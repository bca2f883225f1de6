using System.Collections.Immutable;
using Reconciler.Kube;
using Reconciler.Live;
using Reconciler.Objects;

namespace Reconciler.Engine.Live;

/// <summary>What of an App, or of the cluster where it has none, triggers log in with.</summary>
public sealed record AutoscalingAuthGroup(LiveApp? App, ImmutableArray<AutoscalingAuthStatus> Authentications);

/// <summary>Reads from a cluster what the triggers of its autoscalers log in with.</summary>
public sealed class AutoscalingReader(ICluster cluster)
{
    private const string Group = "keda.sh";

    /// <summary>Where KEDA reads the Secrets of what is for all.</summary>
    private const string KedaNamespace = "keda";

    private readonly Dictionary<(string Namespace, string Name), ReadSecret> _secrets = [];

    /// <summary>What is for all and, of the Apps given, each one's own; null where the cluster has no KEDA.</summary>
    public async Task<Answer<ImmutableArray<AutoscalingAuthGroup>?>> ReadAsync(ImmutableArray<LiveApp> all, LiveApp? only, bool showsSecrets, CancellationToken cancellation)
    {
        var kinds = await cluster.KindsAsync(isAnew: false, cancellation);
        var lists = new Dictionary<string, ImmutableArray<MapNode>>(StringComparer.Ordinal);
        foreach (var kind in (string[])["TriggerAuthentication", "ClusterTriggerAuthentication", "ScaledObject"])
        {
            switch (kinds.FindPreferred(Group, kind))
            {
                case KindLookup.Unknown unknown:
                    return new Answer<ImmutableArray<AutoscalingAuthGroup>?>.Failed(unknown.Why);
                case KindLookup.NotServed:
                    return new Answer<ImmutableArray<AutoscalingAuthGroup>?>.Ok(null, 404);
                case KindLookup.Served served:
                    var space = served.Resource.IsNamespaced ? only?.Namespace : null;
                    if (!(await cluster.ListAsync(new ListRequest(served.Resource) { Namespace = space }, cancellation)).TryGet(out var list, out var why)) return new Answer<ImmutableArray<AutoscalingAuthGroup>?>.Failed(why);
                    lists[kind] = list.Items;
                    break;
            }
        }
        var (own, shared, scaled) = (lists["TriggerAuthentication"], lists["ClusterTriggerAuthentication"], lists["ScaledObject"]);
        foreach (var body in own.Concat(shared)) await ReadSecretsAsync(body, cancellation);
        AutoscalingAuthStatus Status(MapNode body) => AutoscalingAuthStatus.Of(body, scaled, name => _secrets[(SpaceOf(body), name)], showsSecrets);
        var groups = ImmutableArray.CreateBuilder<AutoscalingAuthGroup>();
        if (only is null) groups.Add(new AutoscalingAuthGroup(null, [.. shared.OrderBy(body => ObjectKey.Of(body)).Select(Status)]));
        foreach (var app in only is null ? all : [only])
        {
            var names = all.Where(each => each.Namespace == app.Namespace).Select(each => each.Name).ToArray();
            var used = shared.Where(body => only is not null && AutoscalingAuthStatus.IsOf(body, app.Name, [], scaled.Where(each => ObjectKey.Of(each).Namespace == app.Namespace)));
            var fitting = own.Where(body => ObjectKey.Of(body).Namespace == app.Namespace && AutoscalingAuthStatus.IsOf(body, app.Name, names, scaled.Where(each => ObjectKey.Of(each).Namespace == app.Namespace)));
            groups.Add(new AutoscalingAuthGroup(app, [.. fitting.Concat(used).OrderBy(body => ObjectKey.Of(body)).Select(Status)]));
        }
        return new Answer<ImmutableArray<AutoscalingAuthGroup>?>.Ok(groups.ToImmutable(), 200);
    }

    private static string SpaceOf(MapNode authentication) => ObjectKey.Of(authentication).Namespace is { Length: > 0 } space ? space : KedaNamespace;

    private async Task ReadSecretsAsync(MapNode authentication, CancellationToken cancellation)
    {
        foreach (var name in authentication.Map("spec").Maps("secretTargetRef").Select(target => target.Text("name")?.Value).OfType<string>())
        {
            if (_secrets.ContainsKey((SpaceOf(authentication), name))) continue;
            var answer = await cluster.GetAsync(new ObjectAddress(KubeResource.Secrets, SpaceOf(authentication), name), cancellation);
            _secrets[(SpaceOf(authentication), name)] = answer.TryGet(out var secret, out var why) ? new ReadSecret(secret, null) : new ReadSecret(null, why is KubeError.NotFound or KubeError.NamespaceMissing ? null : why.Message);
        }
    }
}
