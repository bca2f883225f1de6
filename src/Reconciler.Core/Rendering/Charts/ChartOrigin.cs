using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering.Charts;

/// <summary>Where a chart comes from. An oci:// address names the chart itself and has no repository.</summary>
internal sealed record ChartOrigin(Sourced<string>? Repo, Sourced<string> Chart, Sourced<string> Version)
{
    private const string Oci = "oci://";

    /// <summary>The chart's own name, by which it is known: `chart`, else the end of an oci:// address, else the spec's name.</summary>
    public static string NameOf(ChartSpec spec) => spec.Chart?.Value ?? (IsOci(spec) ? LastPart(spec.Repo!.Value) : spec.Name);

    public static bool IsOci(ChartSpec spec) => spec.Repo?.Value.StartsWith(Oci, StringComparison.Ordinal) == true;

    /// <summary>Null where the chart can't be installed, with the reason reported.</summary>
    public static ChartOrigin? Of(ChartSpec spec, ICollection<Diagnostic> problems)
    {
        var known = KnownCharts.Find(NameOf(spec));
        string?[] missing = [(spec.Repo ?? known?.Repo) is null ? "repo" : null, (spec.Version ?? known?.Version) is null ? "version" : null];
        var fields = string.Join(" and ", missing.OfType<string>());
        if (fields.Length > 0)
        {
            problems.Add(ResourceCodes.UnknownChart.At(spec.Document.Place, $"{NameOf(spec)} is not a known chart, so it needs {fields}",
                $"write {fields}; known are {string.Join(", ", KnownCharts.All.Keys)}", "spec"));
            return null;
        }
        var version = (spec.Version ?? known!.Version)!;
        if (!IsOci(spec)) return new ChartOrigin(spec.Repo ?? known!.Repo, spec.Chart ?? new Sourced<string>(spec.Name, spec.Document.Place), version);
        if (spec.Chart is not { } chart || LastPart(spec.Repo!.Value) == chart.Value) return new ChartOrigin(null, spec.Repo!, version);
        problems.Add(ResourceCodes.ChartSource.At(chart.Origin, "an oci:// address names the chart itself, so there is no chart beside it",
            $"write repo: {spec.Repo.Value.TrimEnd('/')}/{chart.Value} and remove chart", "spec.chart"));
        return null;
    }

    private static string LastPart(string address) => address.TrimEnd('/').Split('/')[^1];
}
