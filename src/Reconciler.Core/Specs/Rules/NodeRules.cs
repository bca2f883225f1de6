using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Specs.Rules;

/// <summary>Nodes and their profiles: servers, taints, kubelet arguments, one spec for each machine.</summary>
internal static class NodeRules
{
    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    public static IEnumerable<Diagnostic> Check(RuleScope scope) =>
        Servers(scope).Concat(Twice(scope)).Concat(Unused(scope)).Concat(Workers(scope)).Concat(scope.Specs.Documents.Where(document => document.Kind is SpecKind.Node or SpecKind.NodeProfile)
            .SelectMany(document => Taints(document).Concat(KubeletArguments(document)).Concat(SshRules.Check(document))));

    private static IEnumerable<Diagnostic> Servers(RuleScope scope)
    {
        var servers = scope.Specs.Nodes.Where(node => node.Role?.Value == "server").OrderBy(node => node.Document.Place).ToList();
        if (servers.Count < 2) yield break;
        var cluster = scope.Specs.Environment.Cluster;
        var place = cluster.FirstServer?.Origin ?? Written(servers[^1]);
        if (servers.Count % 2 == 0)
            yield return ClusterCodes.EvenServers.At(place, $"there are {servers.Count} servers ({string.Join(", ", servers.Select(server => server.Name))}), which bear no more failures than {servers.Count - 1}", $"use {servers.Count - 1} or {servers.Count + 1}");
        if (cluster.FirstServer is null)
            yield return ClusterCodes.FirstServer.At(Written(servers[1]), $"there is more than one server ({string.Join(", ", servers.Select(server => server.Name))}), and it is not known which comes first", $"write cluster: {{firstServer: {servers[0].Name}}} in the Environment");
    }

    private static Origin Written(NodeSpec node) => node.Document.Spec["role"]?.Origin ?? node.Document.Place;

    private static IEnumerable<Diagnostic> Twice(RuleScope scope)
    {
        var names = new Dictionary<string, Origin>(StringComparer.Ordinal);
        var hosts = new Dictionary<(string, int), Origin>();
        foreach (var node in scope.Specs.Nodes.OrderBy(node => node.Document.Place))
        {
            var name = node.NodeName ?? new Sourced<string>(node.Name, node.Document.Place);
            if (!names.TryAdd(name.Value, name.Origin)) yield return ClusterCodes.NodeTwice.At(name.Origin, $"the node {name.Value} already has a spec at {names[name.Value]}", "correct nodeName of one of them, or remove it");
            if (node.Ssh?.Host is { } host && !hosts.TryAdd((host.Value, node.Ssh.Port?.Value ?? 22), host.Origin) && names[name.Value] == name.Origin)
                yield return ClusterCodes.NodeTwice.At(host.Origin, $"another Node has this ssh host at {hosts[(host.Value, node.Ssh.Port?.Value ?? 22)]}", "correct ssh.host of one of them");
        }
    }

    private static IEnumerable<Diagnostic> Unused(RuleScope scope)
    {
        var used = scope.Specs.Nodes.Select(node => node.Profile?.Value).ToHashSet(StringComparer.Ordinal);
        return scope.Specs.NodeProfiles.Where(profile => !used.Contains(profile.Name)).Select(profile => ClusterCodes.UnusedProfile.At(profile.Document.Place, $"no Node uses the profile \"{profile.Name}\""));
    }

    /// <summary>Of the merged Node, because role and taint may come from different places.</summary>
    private static IEnumerable<Diagnostic> Workers(RuleScope scope) =>
        scope.Specs.Nodes.Where(node => node.Role?.Value != "server" && node.TaintScheduling?.Value == true)
            .Select(node => ClusterCodes.TaintedWorker.At(node.TaintScheduling!.Origin, $"the Node \"{node.Name}\" is a worker, and taintScheduling is for servers", "remove it, write role: server, or use taints"));

    private static IEnumerable<Diagnostic> Taints(SpecDocument document)
    {
        var seen = new Dictionary<(string, string), Origin>();
        foreach (var taint in document.Spec.Maps("taints").Select(item => new TaintSpec(item)))
        {
            if (taint.Key is { } key && Names.LabelKey(key.Value, "the taint") is { } wrong) yield return ClusterCodes.Taint.At(key.Origin, wrong);
            if (taint.Value is { } value && Names.LabelValue(value.Value, "the taint's value") is { } illegal) yield return ClusterCodes.Taint.At(value.Origin, illegal);
            if (taint.Effect is { } effect && !Effects.Contains(effect.Value))
                yield return References.Unknown(ClusterCodes.Taint, effect, $"\"{effect.Value}\" is not an effect of a taint", Effects);
            if (taint is { Key: { } known, Effect: { } what } && !seen.TryAdd((known.Value, what.Value), known.Origin))
                yield return ClusterCodes.Taint.At(known.Origin, $"the taint {known.Value} with {what.Value} is already written at {seen[(known.Value, what.Value)]}", "keep one of the two");
        }
    }

    private static IEnumerable<Diagnostic> KubeletArguments(SpecDocument document)
    {
        foreach (var entry in document.Spec.Map("kubeletArgs")?.Entries ?? [])
        {
            if (!entry.Key.StartsWith('-') && !entry.Key.Contains('=', StringComparison.Ordinal)) continue;
            var name = entry.Key.TrimStart('-').Split('=')[0];
            yield return ClusterCodes.KubeletArgument.At(entry.KeyOrigin, $"\"{entry.Key}\" is written as on a command line", $"write {name}: VALUE");
        }
    }
}
