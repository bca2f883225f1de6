using System.Collections.Immutable;
using Reconciler.Engine.Live;

namespace Reconciler.Cli.Output;

/// <summary>What triggers log in with, for people.</summary>
internal static class AutoscalingAuthText
{
    public static IEnumerable<string> Lines(ImmutableArray<AutoscalingAuthGroup>? groups)
    {
        if (groups is not { } known) return ["The cluster has no KEDA."];
        var shown = known.Where(group => known.Length == 1 || !group.Authentications.IsEmpty).ToArray();
        return shown.Length == 0 ? ["No trigger logs in with anything."] : shown.SelectMany(Group);
    }

    private static IEnumerable<string> Group(AutoscalingAuthGroup group)
    {
        yield return group.App?.FullName ?? "cluster-wide";
        if (group.Authentications.IsEmpty) yield return "  none";
        foreach (var authentication in group.Authentications)
        {
            yield return $"  {authentication.Name}   {(group.App is not null && authentication.Namespace is null ? "cluster-wide, " : "")}{(authentication.UsedBy.IsEmpty ? "used by nobody" : $"used by {Words.List(authentication.UsedBy)}")}";
            foreach (var parameter in authentication.Parameters) yield return $"    {parameter.Name}: {parameter.Shown}   from Secret {parameter.Secret}, key {parameter.Key}";
            foreach (var other in authentication.Others) yield return $"    {other}";
        }
    }
}
