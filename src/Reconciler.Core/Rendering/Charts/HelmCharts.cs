using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering.Shared;
using Reconciler.Specs;

namespace Reconciler.Rendering.Charts;

/// <summary>
/// A HelmChart in kube-system for each Chart, which the cluster's helm controller installs. Values from Secrets are read
/// there by the controller, so they come after everything that is rendered.
/// </summary>
public static class HelmCharts
{
    private const string ControllerNamespace = "kube-system";
    private const string Vector = "vector";
    private const string ValuesKey = "values.yaml";

    public static IEnumerable<Manifest> Render(SpecSet specs, ICollection<Diagnostic> problems)
    {
        var sink = specs.Environment.Logs?.Sink is { } text ? LogSink.Values(text, problems) : null;
        foreach (var spec in specs.Charts)
        {
            var values = ChartValues.Of(spec, ChartOrigin.NameOf(spec) == Vector ? sink : null, problems);
            var secrets = ValuesSecrets(spec, problems);
            if (ChartOrigin.Of(spec, problems) is not { } origin) continue;
            yield return Render(specs, spec, origin, values, secrets);
        }
    }

    private static Manifest Render(SpecSet specs, ChartSpec spec, ChartOrigin origin, MapNode values, ImmutableArray<Node> secrets)
    {
        var target = TargetNamespace(specs, spec);
        var isCreated = specs.Environment.Namespaces?.Value != "expect" && !Namespaces.IsOfCluster(target.Value);
        var chart = new MapBuilder
        {
            ["repo"] = origin.Repo,
            ["chart"] = origin.Chart,
            ["version"] = origin.Version,
            ["targetNamespace"] = target,
            ["createNamespace"] = isCreated ? true : null,
            ["valuesContent"] = values.Entries.Length == 0 ? null : ScalarNode.Of(YamlWriter.Write(values), values.Origin),
        };
        chart.AddList("valuesSecrets", secrets);
        // A login for an oci:// registry is a pull Secret to the controller.
        if (spec.Auth?.Secret is { } secret)
            chart.Add(ChartOrigin.IsOci(spec) ? "dockerRegistrySecret" : "authSecret", new MapBuilder { ["name"] = secret });
        if (spec.Timeout is { } timeout) chart.Add("timeout", ScalarNode.Of(GoDuration.Of(timeout.Value), timeout.Origin));
        // The controller's default is to uninstall a chart whose upgrade failed, volumes and all, and to install it anew.
        chart.Add("failurePolicy", "abort");
        var body = new MapBuilder(spec.Document.Place)
        {
            ["apiVersion"] = "helm.cattle.io/v1",
            ["kind"] = "HelmChart",
            ["metadata"] = SpecObjects.Metadata(specs.Environment, spec.Document, null, ScalarNode.Of(spec.Name, spec.Document.Place), ControllerNamespace),
            ["spec"] = chart,
        };
        return new Manifest(body.ToMap(), Lane.Of(spec.Document, ""), spec.Document.Place);
    }

    private static Sourced<string> TargetNamespace(SpecSet specs, ChartSpec spec) =>
        spec.Namespace ?? KnownCharts.Find(ChartOrigin.NameOf(spec))?.Namespace ?? specs.Environment.Namespace ?? new Sourced<string>("default", Origin.None);

    private static ImmutableArray<Node> ValuesSecrets(ChartSpec spec, ICollection<Diagnostic> problems)
    {
        var secrets = ImmutableArray.CreateBuilder<Node>();
        foreach (var source in spec.ValuesFrom)
        {
            if (source.Secret is null)
            {
                problems.Add(ResourceCodes.ChartSource.At(source.Fields.Origin, $"the values of {spec.Name} can come from a Secret only",
                    $"put them into a Secret of {ControllerNamespace} and write {{secret: NAME, key: {ValuesKey}}}", "spec.valuesFrom"));
                continue;
            }
            secrets.Add(new MapBuilder(source.Fields.Origin)
            {
                ["name"] = source.Secret,
                ["keys"] = ListNode.Of(source.Key?.ToNode() ?? ValuesKey),
                // The controller goes on without a Secret only where it does not watch it either.
                ["ignoreUpdates"] = source.Optional is { Value: true } optional ? optional : null,
            }!);
        }
        return secrets.ToImmutable();
    }
}
