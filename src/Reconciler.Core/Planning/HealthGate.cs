using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Reconciler.Kube;
using Reconciler.Live;
using Reconciler.Objects;
using Reconciler.Specs;
using Reconciler.Specs.Values;

namespace Reconciler.Planning;

/// <summary>
/// What every new pod is asked before requests go to it, and what it has to answer. One deadline holds for all of them, and each request
/// has a limit of its own.
/// </summary>
public sealed record HealthGate
{
    /// <summary>The port that is asked where a container has one of that name.</summary>
    private const string UsualPort = "healthcheck";

    private const int LongestShown = 200;

    /// <summary>The path for each process whose pods are asked, if it has a port.</summary>
    public required ImmutableDictionary<string, string> Paths { get; init; }

    /// <summary>Number or name of a port; null for the usual choice.</summary>
    public string? Port { get; init; }

    public string Method { get; init; } = "GET";

    /// <summary>Whether the answer has to be the JSON {"healthy": true}; else a status of success is enough.</summary>
    public bool IsProbe { get; init; } = true;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public static HealthGate? Of(AppSpec app)
    {
        if (app.Deploy.HealthGate is not { } gate) return null;
        var named = gate.Processes.Select(name => name.Value).ToHashSet(StringComparer.Ordinal);
        var path = gate.Path?.Value ?? "/health";
        return new HealthGate
        {
            Paths = app.Processes.Where(process => named.Count == 0 || named.Contains(process.Name)).ToImmutableDictionary(process => process.Name, process => Filled(app, process, path), StringComparer.Ordinal),
            Port = gate.Port?.Value,
            Method = gate.Method?.Value ?? "GET",
            IsProbe = gate.Type?.Value != "simple",
            Timeout = TimeSpan.FromSeconds(gate.Timeout?.Value ?? 60),
            RequestTimeout = TimeSpan.FromSeconds(gate.RequestTimeout?.Value ?? 5),
        };
    }

    public MapNode ToTree() => new MapBuilder
    {
        ["paths"] = new MapBuilder().AddAll(new MapNode([.. Paths.OrderBy(path => path.Key, StringComparer.Ordinal).Select(path => new MapEntry(path.Key, ScalarNode.Of(path.Value, Origin.None)))])),
        ["port"] = Port is null ? null : ScalarNode.Of(Port, Origin.None),
        ["method"] = Method,
        ["probe"] = IsProbe,
        ["timeout"] = (int)Timeout.TotalSeconds,
        ["requestTimeout"] = (int)RequestTimeout.TotalSeconds,
    }.ToMap();

    public static HealthGate FromTree(MapNode tree) => new()
    {
        Paths = (tree.Map("paths") ?? MapNode.Empty).Entries.ToImmutableDictionary(path => path.Key, path => (path.Value as ScalarNode)?.Value ?? "/", StringComparer.Ordinal),
        Port = tree.Text("port")?.Value,
        Method = tree.Text("method")?.Value ?? "GET",
        IsProbe = tree.Flag("probe")?.Value != false,
        Timeout = TimeSpan.FromSeconds(tree.Int("timeout")?.Value ?? 60),
        RequestTimeout = TimeSpan.FromSeconds(tree.Int("requestTimeout")?.Value ?? 5),
    };

    /// <summary>The question for the pods of a workload, but for the pod's name; null where they are not asked.</summary>
    public PodQuestion? About(MapNode workload)
    {
        var process = workload.Path("spec", "template", "metadata", "labels", LiveLabels.Component) is ScalarNode { Value: { Length: > 0 } component } ? component : null;
        if (process is null || !Paths.TryGetValue(process, out var path) || PortOf(workload, process) is not { } port) return null;
        return new PodQuestion(new ObjectKey("", "Pod", ObjectKey.Of(workload).Namespace, ""), port, path, Method);
    }

    /// <summary>What speaks against the answer, or null where the pod has passed.</summary>
    public string? WhyNot(PodAnswer answer)
    {
        if (!IsProbe) return answer.Status is >= 200 and < 300 ? null : string.Create(CultureInfo.InvariantCulture, $"it answered with {answer.Status}, and 200 to 299 are healthy{Shown(answer.Body)}");
        if (IsHealthy(answer.Body)) return null;
        return string.Create(CultureInfo.InvariantCulture, $"it answered with {answer.Status} and not with {{\"healthy\": true}}{Shown(answer.Body)}");
    }

    private int? PortOf(MapNode workload, string process)
    {
        if (int.TryParse(Port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        var containers = (workload.Path("spec", "template", "spec") as MapNode).Maps("containers").ToList();
        var ports = (containers.Find(container => container.Text("name")?.Value == process) ?? containers.FirstOrDefault()).Maps("ports").ToList();
        var port = ports.Find(each => each.Text("name")?.Value == (Port ?? UsualPort)) ?? (Port is null ? ports.FirstOrDefault() : null);
        return port.Int("containerPort")?.Value;
    }

    private static bool IsHealthy(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("healthy", out var healthy) && healthy.ValueKind == JsonValueKind.True;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The answer on one line: it is the only thing that tells what is wrong.</summary>
    private static string Shown(string body)
    {
        var text = new StringBuilder();
        foreach (var letter in body.Trim()) text.Append(char.IsControl(letter) ? ' ' : letter);
        return text.Length == 0 ? "" : $": {(text.Length > LongestShown ? $"{text.ToString(0, LongestShown)}…" : text)}";
    }

    private static string Filled(AppSpec app, ProcessSpec process, string path) =>
        Interpolation.Replace(path, new Placeholders(app.Name, process.Name, process.ObjectName, app.Namespace.Value), out _);
}
