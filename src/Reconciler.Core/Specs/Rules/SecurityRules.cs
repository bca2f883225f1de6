using System.Text.RegularExpressions;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Rules;

/// <summary>Capabilities as Kubernetes writes them, and sysctls that a pod may set.</summary>
internal static partial class SecurityRules
{
    private static readonly string[] OfAPod = ["net.", "kernel.shm", "kernel.msg", "fs.mqueue."];

    public static IEnumerable<Diagnostic> Check(AppScope app) =>
        app.WrittenProcesses.Select(process => process.Fields).Prepend(app.Written).SelectMany(fields => Capabilities(fields).Concat(Sysctls(fields)));

    private static IEnumerable<Diagnostic> Capabilities(MapNode fields)
    {
        var security = fields.Map("security");
        foreach (var capability in security.Texts("capAdd").Concat(security.Texts("capDrop")))
        {
            if (Capability().IsMatch(capability.Value) && !capability.Value.StartsWith("CAP_", StringComparison.Ordinal)) continue;
            var meant = capability.Value.Trim().ToUpperInvariant().Replace('-', '_');
            if (meant.StartsWith("CAP_", StringComparison.Ordinal)) meant = meant[4..];
            yield return WorkloadCodes.Capability.At(capability.Origin, $"the capability \"{capability.Value}\" is not written as Kubernetes does", Capability().IsMatch(meant) ? $"write {meant}" : "write it as in NET_ADMIN");
        }
    }

    private static IEnumerable<Diagnostic> Sysctls(MapNode fields)
    {
        foreach (var entry in fields.Map("sysctls")?.Entries ?? [])
        {
            var name = entry.Key.Replace('/', '.');
            if (name == "kernel.sem" || OfAPod.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))) continue;
            yield return WorkloadCodes.Sysctl.At(entry.KeyOrigin, $"{entry.Key} holds for the whole machine, so a pod can't set it", "write it in cluster.sysctls of the Environment, or in sysctls of a NodeProfile");
        }
    }

    [GeneratedRegex("^[A-Z][A-Z0-9_]*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Capability();
}
