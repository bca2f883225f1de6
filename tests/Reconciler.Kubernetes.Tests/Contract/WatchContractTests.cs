using System.Text;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Tests.Contract;

public sealed class WatchContractTests(ContractFixture fixture) : IClassFixture<ContractFixture>
{
    [Theory, Everywhere]
    public async Task A_watch_starts_with_what_is_there_and_goes_on_with_what_happens(Target target)
    {
        var space = await fixture.On(target);
        var label = ContractSpace.Name("w");
        await space.Made(Map("there", label));
        await using var watch = await Start(space, $"watch={label}");
        var listed = Assert.IsType<WatchEvent.Listed>(await watch.Next());
        Assert.Equal("there", Assert.Single(listed.Items).Name());
        Assert.True(long.Parse(listed.ResourceVersion, System.Globalization.CultureInfo.InvariantCulture) > 0);
        var made = await space.Made(Map("new", label));
        Assert.True(Assert.IsType<WatchEvent.Changed>(await watch.Next()) is { IsNew: true } added && added.Body.Name() == "new");
        await space.Made(Map("new", label, "2"));
        var changed = Assert.IsType<WatchEvent.Changed>(await watch.Next());
        Assert.Equal((false, "2"), (changed.IsNew, changed.Body.Value("data", "a")));
        ContractSpace.Ok(await space.Delete(made));
        Assert.Equal("new", Assert.IsType<WatchEvent.Deleted>(await watch.Next()).Body.Name());
    }

    [Theory, Everywhere]
    public async Task An_object_that_loses_its_label_looks_deleted_to_a_filtered_watch(Target target)
    {
        var space = await fixture.On(target);
        var label = ContractSpace.Name("w");
        var made = await space.Made(Map("loses", label));
        await using var watch = await Start(space, $"watch={label}");
        Assert.IsType<WatchEvent.Listed>(await watch.Next());
        ContractSpace.Ok(await space.Patch(made, """[{"op":"remove","path":"/metadata/labels"}]"""));
        Assert.Equal("loses", Assert.IsType<WatchEvent.Deleted>(await watch.Next()).Body.Name());
        ContractSpace.Ok(await space.Get(made));
        ContractSpace.Ok(await space.Patch(made, $$$"""[{"op":"add","path":"/metadata/labels","value":{"watch":"{{{label}}}"} }]"""));
        Assert.True(Assert.IsType<WatchEvent.Changed>(await watch.Next()).IsNew);
    }

    [Theory, Everywhere]
    public async Task A_version_that_is_too_old_is_refused_inside_of_a_200(Target target)
    {
        var space = await fixture.On(target);
        // a kind that was served just now has no history before that, on any server and however young that is
        var definition = await Things.Served(space, Things.Group());
        var group = definition.Value("spec", "group");
        await space.Until(definition, _ => true, "there");
        var (status, _, text) = await space.Raw(HttpMethod.Get, $"/apis/{group}/v1/things?watch=1&resourceVersion=1&timeoutSeconds=2");
        Assert.Equal(200, status);
        var happened = (MapNode)NodeJson.Read(Encoding.UTF8.GetBytes(text.Split('\n')[0]));
        Assert.Equal(("ERROR", "410", "Expired"), (happened.Value("type"), happened.Value("object", "code"), happened.Value("object", "reason")));
        ContractSpace.Ok(await space.Delete(definition));
    }

    [Theory, Everywhere]
    public async Task A_watch_can_begin_at_the_version_of_a_list(Target target)
    {
        var space = await fixture.On(target);
        var label = ContractSpace.Name("w");
        var first = await space.Made(Map("from", label));
        await space.Made(Map("from", label, "2"));
        var (_, _, text) = await space.Raw(HttpMethod.Get, $"/api/v1/namespaces/{space.Namespace}/configmaps?watch=1&resourceVersion={first.Version()}&labelSelector=watch%3D{label}&timeoutSeconds=1");
        var happened = (MapNode)NodeJson.Read(Encoding.UTF8.GetBytes(text.Split('\n')[0]));
        Assert.Equal(("MODIFIED", "2"), (happened.Value("type"), happened.Value("object", "data", "a")));
    }

    [Theory, Everywhere]
    public async Task Metadata_alone_can_be_watched(Target target)
    {
        var space = await fixture.On(target);
        var label = ContractSpace.Name("w");
        await space.Made(Map("meta", label));
        await using var watch = await Start(space, $"watch={label}", isMetadataOnly: true);
        var listed = Assert.IsType<WatchEvent.Listed>(await watch.Next());
        Assert.Equal(("PartialObjectMetadata", false), (listed.Items[0].Value("kind"), listed.Items[0].Has("data")));
    }

    private static string Map(string name, string label, string value = "1") => Yaml.ConfigMap(name, $"{{a: '{value}'}}", $", labels: {{watch: {label}}}");

    private static async Task<Watching> Start(ContractSpace space, string labels, bool isMetadataOnly = false) => new(space.Client.Watches.Watch(new WatchRequest(await space.Kind("v1", "ConfigMap"))
    {
        Namespace = space.Namespace,
        LabelSelector = labels,
        IsMetadataOnly = isMetadataOnly,
    }));

    private sealed class Watching : IAsyncDisposable
    {
        private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
        private readonly IAsyncEnumerator<WatchEvent> _events;

        public Watching(IAsyncEnumerable<WatchEvent> events) => _events = events.GetAsyncEnumerator(_limit.Token);

        /// <summary>The next event that is no bookmark.</summary>
        public async Task<WatchEvent> Next()
        {
            while (await _events.MoveNextAsync())
            {
                if (_events.Current is WatchEvent.Interrupted interrupted) throw new InvalidOperationException(interrupted.Error.ToString());
                if (_events.Current is not WatchEvent.Bookmark) return _events.Current;
            }
            throw new InvalidOperationException("the watch ended");
        }

        public async ValueTask DisposeAsync()
        {
            await _events.DisposeAsync();
            _limit.Dispose();
        }
    }
}
