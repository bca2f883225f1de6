using System.Globalization;
using System.Text;
using Reconciler.Kube;
using Reconciler.Kubernetes.Config;
using Reconciler.Kubernetes.Http;
using Reconciler.Kubernetes.Verbs;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Tests.Contract;

/// <summary>A namespace on one target, and what tests say to it, in YAML.</summary>
public sealed class ContractSpace(Target target, ClusterAccess access, KubeClient client, string ownNamespace)
{
    public const string Manager = "contract";
    private static int LastName;

    public Target Target { get; } = target;
    public KubeClient Client { get; } = client;
    public string Namespace { get; } = ownNamespace;
    public ObjectVerbs Objects => Client.Objects;

    /// <summary>A name that no other test uses.</summary>
    public static string Name(string start = "x") => string.Create(CultureInfo.InvariantCulture, $"{start}-{Interlocked.Increment(ref LastName)}-{Environment.ProcessId}");

    /// <summary>A client that acts as somebody else.</summary>
    public KubeClient As(string user) => ContractCluster.Client(access with { Impersonation = new Impersonation(user) });

    public async Task<KubeResource> Kind(string apiVersion, string kind) =>
        Assert.IsType<KindLookup.Served>(await Client.Kinds.Find(apiVersion, kind, default)).Resource;

    /// <summary>Applies an object, in this namespace unless it says another.</summary>
    public async Task<Answer<MapNode>> Apply(string yaml, string manager = Manager, bool force = false, bool dryRun = false, string? subresource = null)
    {
        var (address, body) = await Address(yaml);
        return await Objects.Apply(address with { Subresource = subresource }, body, new WriteOptions(manager) { Force = force, IsDryRun = dryRun }, default);
    }

    public async Task<MapNode> Made(string yaml, string manager = Manager, bool force = false) => Ok(await Apply(yaml, manager, force));

    public async Task<Answer<MapNode>> Create(string yaml, bool dryRun = false)
    {
        var (address, body) = await Address(yaml);
        return await Objects.Create(address.Resource, body, new WriteOptions(Manager) { IsDryRun = dryRun }, default);
    }

    public async Task<Answer<MapNode>> Get(MapNode body) => await Objects.Get(await AddressOf(body), default);

    public async Task<Answer<MapNode>> Replace(MapNode body, string? subresource = null, string manager = Manager) =>
        await Objects.Replace((await AddressOf(body)) with { Subresource = subresource }, body, new WriteOptions(manager), default);

    public async Task<Answer<MapNode>> Patch(MapNode body, string operations, string? subresource = null) =>
        await Objects.Patch((await AddressOf(body)) with { Subresource = subresource }, (ListNode)NodeJson.Read(Encoding.UTF8.GetBytes(operations)), new WriteOptions(Manager), false, default);

    public async Task<Answer<MapNode>> Delete(MapNode body, DeleteOptions? options = null) =>
        await Objects.Delete(await AddressOf(body), options ?? new DeleteOptions(Propagation.Background), default);

    public async Task<ObjectAddress> AddressOf(MapNode body) =>
        ObjectAddress.Of(await Kind(body.Text("apiVersion")!.Value, body.Text("kind")!.Value), body);

    /// <summary>Sends what the client has no verb for, and gives the answer as it came.</summary>
    public async Task<(int Status, string? ContentType, string Text)> Raw(HttpMethod method, string path, string? body = null, string contentType = "application/json")
    {
        var answer = await Send(new RawRequest(method, path) { Body = body, ContentType = contentType });
        return (answer.Status, answer.ContentType, answer.Text);
    }

    /// <summary>Sends a request as somebody, in some form, and gives the answer as it came.</summary>
    public async Task<RawAnswer> Send(RawRequest raw)
    {
        using var http = new KubeHttp(raw.User is { } user ? access with { Impersonation = new Impersonation(user) } : access, new HttpSettings(), TimeProvider.System, new Jitter(new Random(1)));
        var request = new KubeRequest(raw.Method, raw.Path)
        {
            Subject = raw.Path,
            Body = raw.Body is null ? null : NodeJson.Read(Encoding.UTF8.GetBytes(raw.Body)),
            ContentType = raw.ContentType,
            Accept = raw.Accept,
            Retry = RetryRule.Never,
            TakesAnyStatus = true,
        };
        // a watch that should have been refused would otherwise be read for ever
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var answer = await http.Send(request, async (response, stop) => new RawAnswer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            await response.Content.ReadAsStringAsync(stop),
            [.. response.Headers.TryGetValues("Warning", out var warnings) ? warnings : []]), limit.Token);
        Assert.True(answer.TryGet(out var value, out var error), error?.ToString());
        return value!;
    }

    /// <summary>Reads an object until it is as wanted: for what controllers do.</summary>
    public async Task<MapNode> Until(MapNode body, Func<MapNode, bool> isReached, string what)
    {
        for (var attempt = 0; attempt < 150; attempt++)
        {
            if ((await Get(body)).TryGet(out var live, out _) && isReached(live)) return live;
            await Task.Delay(200);
        }
        Assert.Fail($"{body.Text("kind")} {body.Map("metadata").Text("name")} did not become {what}");
        return body;
    }

    /// <summary>Reads an object until it is gone.</summary>
    public async Task Gone(MapNode body)
    {
        for (var attempt = 0; attempt < 150; attempt++)
        {
            if ((await Get(body)).Error is KubeError.NotFound) return;
            await Task.Delay(200);
        }
        Assert.Fail($"{body.Text("kind")} {body.Map("metadata").Text("name")} is still there");
    }

    public static MapNode Ok(Answer<MapNode> answer)
    {
        Assert.True(answer.TryGet(out var body, out var error), $"{error?.GetType().Name} {error?.Code} {error?.Reason} {error}");
        return body!;
    }

    public static T Refused<T>(Answer<MapNode> answer) where T : KubeError
    {
        if (answer.Error is not T error) Assert.Fail($"expected {typeof(T).Name}, got {answer.Error?.GetType().Name ?? "an object"} {answer.Error?.Code} {answer.Error?.Reason} {answer.Error}");
        else return error;
        throw new System.Diagnostics.UnreachableException();
    }

    private async Task<(ObjectAddress Address, MapNode Body)> Address(string yaml)
    {
        var file = YamlReader.Read("test.yaml", yaml);
        Assert.Empty(file.Problems);
        var body = Assert.Single(file.Documents).Root;
        var resource = await Kind(body.Text("apiVersion")!.Value, body.Text("kind")!.Value);
        var metadata = body.Map("metadata") ?? MapNode.Empty;
        if (resource.IsNamespaced && !metadata.Has("namespace")) body = body.With("metadata", metadata.With("namespace", Namespace));
        return (ObjectAddress.Of(resource, body), body);
    }
}

/// <summary>A request that the client has no verb for.</summary>
public sealed record RawRequest(HttpMethod Method, string Path)
{
    public string? Body { get; init; }
    public string ContentType { get; init; } = "application/json";
    public string Accept { get; init; } = "application/json";

    /// <summary>Whom to act as.</summary>
    public string? User { get; init; }
}

/// <summary>An answer as it came.</summary>
public sealed record RawAnswer(int Status, string? ContentType, string Text, IReadOnlyList<string> Warnings);

/// <summary>Short reads of what the server says about ownership.</summary>
internal static class Owners
{
    public static string Version(this MapNode body) => body.Map("metadata").Text("resourceVersion")!.Value;

    public static string Uid(this MapNode body) => body.Map("metadata").Text("uid")!.Value;

    public static string Name(this MapNode body) => body.Map("metadata").Text("name")!.Value;

    public static int Generation(this MapNode body) => body.Map("metadata").Int("generation")?.Value ?? 0;

    public static string? Value(this MapNode body, params string[] path) => (body.Path(path) as ScalarNode)?.Written;

    /// <summary>"contract/Apply", "kube-controller-manager/Update/status", in the object's order.</summary>
    public static IEnumerable<string> Managers(this MapNode body) =>
        body.Map("metadata").Maps("managedFields").Select(entry => string.Join('/', new[] { entry.Text("manager")?.Value, entry.Text("operation")?.Value, entry.Text("subresource")?.Value }.Where(part => part is not null)));

    public static MapNode? Entry(this MapNode body, string manager) =>
        body.Map("metadata").Maps("managedFields").FirstOrDefault(entry => entry.Text("manager")?.Value == manager);

    /// <summary>Whether a manager owns a path such as f:spec, f:replicas.</summary>
    public static bool Owns(this MapNode body, string manager, params string[] path) => body.Entry(manager)?.Map("fieldsV1").Path(path) is not null;
}
