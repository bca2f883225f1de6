using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Writes;

namespace Reconciler.Sandbox.Tests.Writes;

/// <summary>A store without a server: it keeps what the pipeline makes of writes that are given as YAML, and counts versions.</summary>
internal sealed class World
{
    private readonly Dictionary<string, MapNode> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<(string ApiVersion, string Kind), ServedKind> _custom = [];
    private int _version = 100;
    private int _uid;

    public DateTimeOffset Now { get; set; } = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public AddressPool Addresses { get; } = new(new Random(1));

    public ImmutableArray<string> Warnings { get; private set; } = [];

    public static MapNode Parse(string yaml)
    {
        var file = YamlReader.Read("test.yaml", yaml);
        Assert.Empty(file.Problems);
        return Assert.Single(file.Documents).Root;
    }

    public void Serve(string apiVersion, string kind, string plural, string schema, bool hasStatus = false) =>
        _custom[(apiVersion, kind)] = new ServedKind(Custom(apiVersion, kind, plural), IsCustom: true) { HasStatus = hasStatus, Schema = Parse(schema) };

    public void StopServing(string apiVersion, string kind) => _custom.Remove((apiVersion, kind));

    public WriteResult Apply(string yaml, string manager = "ours", bool force = false, string subresource = "", string validation = "Strict") =>
        Run(WriteVerb.Apply, Parse(yaml), Parse(yaml), request => request with { FieldManager = manager, Force = force, Subresource = subresource, FieldValidation = validation });

    public WriteResult Create(string yaml, string manager = "creator", string validation = "Strict") =>
        Run(WriteVerb.Create, Parse(yaml), Parse(yaml), request => request with { FieldManager = manager, FieldValidation = validation });

    public WriteResult Put(string yaml, string manager = "putter", string subresource = "", string validation = "Strict") => Put(Parse(yaml), manager, subresource, validation);

    public WriteResult Put(MapNode body, string manager = "putter", string subresource = "", string validation = "Strict") =>
        Run(WriteVerb.Update, body, body, request => request with { FieldManager = manager, Subresource = subresource, FieldValidation = validation });

    /// <summary>Patches the object that the head names: apiVersion, kind and metadata.</summary>
    public WriteResult Patch(WriteVerb verb, string head, string patch, string manager = "kubectl-patch", string subresource = "", string validation = "Strict") =>
        Run(verb, Parse(head), Parse($"patch: {patch}")["patch"]!, request => request with { FieldManager = manager, Subresource = subresource, FieldValidation = validation });

    public MapNode Get(string head) => _objects[KeyOf(Parse(head))];

    public void Delete(string head) => _objects.Remove(KeyOf(Parse(head)));

    public void Replace(MapNode body) => _objects[KeyOf(body)] = body;

    public WriteResult Run(WriteVerb verb, MapNode head, Node body, Func<WriteRequest, WriteRequest> with)
    {
        var kind = KindOf(head);
        var metadata = head.Map("metadata");
        var result = WritePipeline.Run(with(new WriteRequest(verb, kind, body)
        {
            Live = _objects.GetValueOrDefault(KeyOf(head)),
            Namespace = kind.Kind.IsNamespaced ? metadata.Text("namespace")?.Value ?? "default" : "",
            Name = metadata.Text("name")?.Value ?? (metadata.Text("generateName")?.Value is { } prefix ? prefix + "x7k2p" : ""),
            FieldManager = "",
            Now = Now,
            NewUid = $"uid-{++_uid}",
            Addresses = Addresses,
            OtherVersions = [.. _custom.Values.Where(other => kind.IsCustom && other.Kind.Kind == kind.Kind.Kind && other.ApiVersion != kind.ApiVersion)],
        }));
        Warnings = result is WriteResult.Accepted accepted ? accepted.Warnings : [];
        if (result is not WriteResult.Accepted { IsNoChange: false } changed) return result;
        var stored = changed.Body.With("metadata", changed.Body.Map("metadata")!.With("resourceVersion", $"{++_version}"));
        _objects[KeyOf(stored)] = stored;
        return changed with { Body = stored };
    }

    private ServedKind KindOf(MapNode head)
    {
        var (apiVersion, kind) = (head.Text("apiVersion")!.Value, head.Text("kind")!.Value);
        if (_custom.TryGetValue((apiVersion, kind), out var custom)) return custom;
        var known = KubeTypes.Find(apiVersion, kind)!;
        return new ServedKind(known, IsCustom: false) { HasStatus = known.Subresources.Any(sub => sub.Name == "status") };
    }

    private static KubeKind Custom(string apiVersion, string kind, string plural) => new(apiVersion, kind, plural, plural[..^1], IsNamespaced: true)
    {
        ShortNames = [],
        Verbs = ["create", "get", "patch"],
        Subresources = [],
        Root = null,
    };

    private static string KeyOf(MapNode body) =>
        $"{ObjectKey.GroupOf(body.Text("apiVersion")!.Value)}/{body.Text("kind")!.Value}/{body.Map("metadata").Text("namespace")?.Value ?? "default"}/{body.Map("metadata").Text("name")?.Value}";
}

/// <summary>Short ways to say what is expected of an answer.</summary>
internal static class Answers
{
    public static MapNode Body(this WriteResult result) =>
        result is WriteResult.Accepted accepted ? accepted.Body : throw new InvalidOperationException(((WriteResult.Refused)result).Status.Message);

    public static ApiStatus Refusal(this WriteResult result) => Assert.IsType<WriteResult.Refused>(result).Status;

    public static bool IsNoChange(this WriteResult result) => Assert.IsType<WriteResult.Accepted>(result).IsNoChange;

    /// <summary>A value by its path, as canonical JSON; "" where there is none.</summary>
    public static string At(this MapNode body, params string[] path) => NodeAccess.Path(body, path) is { } value ? CanonicalJson.Write(value).Trim('"') : "";

    /// <summary>"ours Apply apps/v1; kubectl-edit Update v1 status": who owns something.</summary>
    public static string Managers(this MapNode body) =>
        string.Join("; ", body.Map("metadata").Maps("managedFields").Select(entry => string.Join(' ', new[] { entry.Text("manager")?.Value, entry.Text("operation")?.Value, entry.Text("apiVersion")?.Value, entry.Text("subresource")?.Value }.Where(word => word is not null))));

    /// <summary>The fieldsV1 of a manager as JSON; "" where it owns nothing.</summary>
    public static string Owned(this MapNode body, string manager, string? operation = null) =>
        body.Map("metadata").Maps("managedFields").Where(entry => entry.Text("manager")?.Value == manager && (operation is null || entry.Text("operation")?.Value == operation))
            .Select(entry => CanonicalJson.WriteOrdered(entry.Map("fieldsV1")!, indented: false)).FirstOrDefault() ?? "";
}

internal static class NodeCasts
{
    public static MapNode AsMap(this Node? node) => Assert.IsType<MapNode>(node);
}
