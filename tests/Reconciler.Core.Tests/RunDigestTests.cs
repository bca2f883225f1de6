using System.Globalization;
using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Runs;

namespace Reconciler.Core.Tests;

public sealed class RunDigestTests
{
    private static readonly Lane Shop = new("App/shop", "shop", Origin.None);

    [Fact]
    public void Objects_of_a_lane_are_told_together_with_the_first_names()
    {
        var digest = Enumerable.Range(0, 7).Aggregate(new RunDigest(), (told, i) => told.With(new RunEvent.Written(Shop, Key(string.Create(CultureInfo.InvariantCulture, $"m{i}")), ChangeAction.Update)));
        Assert.Equal(new RunNote("Updated", false, "shop: updated 7 objects: ConfigMap shop/m0, ConfigMap shop/m1, ConfigMap shop/m2 and 4 more (commit 4f2a91c)"), Assert.Single(digest.Notes("commit 4f2a91c", 10)));
    }

    [Fact]
    public void Warnings_come_first_and_the_rest_is_summed_up()
    {
        var digest = new RunDigest().With(new RunEvent.Written(Shop, Key("a"), ChangeAction.Create)).With(new RunEvent.Deleted(Shop with { Title = "b.yaml" }, Key("b")))
            .With(new RunEvent.ObjectFailed(Shop, Key("c"), [RunCodes.Unhealthy.At(Origin.None, "it crashes")])).With(new RunEvent.LaneEnded(Shop, LaneOutcome.Done, ""));
        Assert.Equal(
            ["Failed shop: failed ConfigMap shop/c; RCN2302: it crashes (x)", "Created created 1 object in 1 more part (x)", "Pruned pruned 1 object in 1 more part (x)"],
            digest.Notes("x", 1).Select(note => $"{note.Reason} {note.Text}"));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("ä")]
    [InlineData("𝄞")]
    public void A_note_is_never_longer_than_a_server_takes(string letter)
    {
        var message = string.Concat(Enumerable.Repeat(letter, 2000));
        var note = Assert.Single(new RunDigest().With(new RunEvent.ObjectFailed(Shop, Key("c"), [RunCodes.Unhealthy.At(Origin.None, message)])).Notes("x", 10));
        Assert.InRange(Encoding.UTF8.GetByteCount(note.Text), 900, 1000);
        Assert.Equal(note.Text, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(note.Text)));
    }

    private static ObjectKey Key(string name) => new("", "ConfigMap", "shop", name);
}
