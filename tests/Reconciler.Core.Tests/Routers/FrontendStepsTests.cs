using System.Text;
using Reconciler.Objects;
using Reconciler.Routers;

namespace Reconciler.Core.Tests.Routers;

/// <summary>Steps over a store in which anything may stand: they come to an end, never touch what is others', and a host never names a backend that is not there.</summary>
public sealed class FrontendStepsTests
{
    private const string Host = "a.example.org";

    private static readonly RouterKeys Keys = new("/proxy");
    private static readonly RouterIdentity Us = new("cluster", "production");
    private static readonly string[] Backends = ["ns-shop", "ns-shop-bcdfghjklm", "ns-other"];
    private static readonly string[] Addresses = ["10.0.0.1", "10.0.0.2"];

    [Fact]
    public void From_whatever_stands_there_and_wherever_a_run_ends_the_wish_comes_true()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var store = Scattered(random);
            var foreign = store.Pairs.Where(pair => pair.Value.Text.Contains("theirs", StringComparison.Ordinal)).ToDictionary(pair => pair.Key, pair => pair.Value);
            var wish = new FrontendWish(Host, Spec(Backends[random.Next(2)]), Addresses[random.Next(2)], Us.Owner("ns", "shop"));
            // the planner refuses what these stand in the way of
            if (foreign.Keys.Any(key => key == Keys.Frontend(Host) || key.StartsWith($"{Keys.Backends}{wish.Backend}/", StringComparison.Ordinal))) continue;
            var wasWhole = store.IsWhole;
            for (var steps = 0; FrontendSteps.Next(wish, store.Contents, Us, Keys) is { } step; steps++)
            {
                Assert.True(steps < 3, $"seed {seed} does not end");
                Assert.True(store.Commit(step), $"seed {seed}: a step's own conditions don't hold");
                Assert.True(!wasWhole || store.IsWhole, $"seed {seed}: the host names a backend that is not there");
            }
            Assert.Equal(wish.Backend, store.Contents.Frontends[Host].Backend);
            Assert.Equal([wish.Address], store.Contents.Servers.Where(server => server.Backend == wish.Backend).Select(server => server.Address));
            Assert.Empty(store.Contents.ServersFor(Us, Host, wish.Backend));
            Assert.All(foreign, pair => Assert.Equal(pair.Value, store.Pairs[pair.Key]));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whatever_stands_there_of_ours_goes_or_is_given_up(bool isGivenUp)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var store = Scattered(new Random(seed));
            var before = store.Pairs.ToDictionary(pair => pair.Key, pair => pair.Value);
            var steps = 0;
            for (; FrontendSteps.NextAway(Frontend.KeyOf("ns", Host), store.Contents, Us, isGivenUp) is { } step && steps < 5; steps++) Assert.True(store.Commit(step));
            Assert.True(steps <= 2, $"seed {seed} does not end");
            var ours = before.Where(pair => pair.Value.Text.Contains("cluster/production/ns/", StringComparison.Ordinal) && pair.Value.Text.Contains(Host, StringComparison.Ordinal)).Select(pair => pair.Key).ToHashSet();
            Assert.All(before.Where(pair => !ours.Contains(pair.Key)), pair => Assert.Equal(pair.Value, store.Pairs[pair.Key]));
            Assert.All(ours, key => Assert.Equal(isGivenUp, store.Pairs.ContainsKey(key)));
            Assert.DoesNotContain(ours, key => isGivenUp && store.Pairs[key].Text.Contains("Owner", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_somebody_writes_in_between_is_not_overwritten()
    {
        var store = new Store();
        var wish = new FrontendWish(Host, Spec("ns-shop"), "10.0.0.1", Us.Owner("ns", "shop"));
        var step = FrontendSteps.Next(wish, store.Contents, Us, Keys)!;
        store.Put(Keys.Server("ns-shop", "10.0.0.1"), "theirs");
        Assert.False(store.Commit(step));
        store = new Store();
        Assert.True(store.Commit(FrontendSteps.Next(wish, store.Contents, Us, Keys)!));
        step = FrontendSteps.Next(wish, store.Contents, Us, Keys)!;
        store.Put(Keys.Frontend(Host), "theirs");
        Assert.False(store.Commit(step));
        store.Pairs.Remove(Keys.Frontend(Host));
        store.Pairs.Remove(Keys.Server("ns-shop", "10.0.0.1"));
        Assert.False(store.Commit(step));
    }

    private static MapNode Spec(string backend) => Frontend.Spec(new FrontendState { Type = "http", Backend = backend, Port = 80 });

    private static Store Scattered(Random random)
    {
        var store = new Store();
        string Owner() => random.Next(4) switch { 0 => "theirs", 1 => "other/production/ns/theirs", 2 => "cluster/production/ns/shop", _ => "cluster/production/ns/shop" };
        if (random.Next(3) > 0) store.Put(Keys.Frontend(Host), $$"""{"Hostname":"{{Host}}","Type":"http","BackendId":"{{Backends[random.Next(3)]}}","Owner":"{{Owner()}}"}""");
        if (random.Next(2) > 0) store.Put(Keys.Frontend("a.example.org.evil"), """{"Owner":"cluster/production/ns2/theirs"}""");
        foreach (var backend in Backends)
            foreach (var address in Addresses)
                if (random.Next(2) > 0) store.Put(Keys.Server(backend, address), $$"""{"IPAddress":"{{address}}","Port":{{random.Next(80, 82)}},"Hostname":"{{(random.Next(4) > 0 ? Host : "b.example.org")}}","Owner":"{{Owner()}}"}""");
        return store;
    }

    /// <summary>What a store does with transactions.</summary>
    private sealed class Store
    {
        private long _revision;

        public SortedDictionary<string, (string Text, long Created, long Modified)> Pairs { get; } = new(StringComparer.Ordinal);

        public RouterContents Contents => RouterContents.Of(Keys, Pairs.Select(pair => new StoredValue(pair.Key, Encoding.UTF8.GetBytes(pair.Value.Text), pair.Value.Created, pair.Value.Modified)));

        /// <summary>Whether the host names a backend that has a server.</summary>
        public bool IsWhole => Contents is var contents && (!contents.Frontends.TryGetValue(Host, out var entry) || contents.Servers.Any(server => server.Backend == entry.Backend));

        public void Put(string key, string text) => Pairs[key] = (text, Pairs.TryGetValue(key, out var old) ? old.Created : _revision + 1, ++_revision);

        public bool Commit(StoreTransaction step)
        {
            if (!step.Conditions.All(condition => condition.Modified is { } modified ? (Pairs.TryGetValue(condition.Key, out var pair) ? pair.Modified : 0) == modified : Pairs.ContainsKey(condition.Key))) return false;
            foreach (var write in step.Writes)
            {
                if (write is StoreWrite.Put put) Put(put.Key, Encoding.UTF8.GetString(put.Value.Span));
                else Pairs.Remove(write.Key);
            }
            return true;
        }
    }
}
