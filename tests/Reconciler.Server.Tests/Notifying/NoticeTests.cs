using Reconciler.Engine.Control;
using Reconciler.Objects;
using Reconciler.Server.Notifying;

namespace Reconciler.Server.Tests.Notifying;

/// <summary>What notices say and where commits lie: values, without anybody who is told.</summary>
public sealed class NoticeTests
{
    private static readonly Notice Failed = new(Occasion.Failed, "live", "prod", ControlPhase.Failed, "App/shop: \"not\" ready\n<!channel>")
    {
        Commit = "0123456789012345678901234567890123456789",
        Author = "Ada \"the\" {{message}}",
        Subject = "A \\ change",
        Url = "https://github.com/acme/config/commit/0123456789012345678901234567890123456789",
    };

    [Fact]
    public void Without_a_template_it_is_one_line_that_calls_nobody() =>
        Assert.Equal("""{"text":"live: failed at 0123456 by Ada \"the\" {{message}}: App/shop: \"not\" ready\n&lt;!channel&gt;"}""", NoticeText.Json(null, Failed));

    [Fact]
    public void A_text_is_sent_as_a_text() =>
        Assert.Equal("""{"text":"live failed ({{unknown}}) https://github.com/acme/config/commit/0123456789012345678901234567890123456789"}""", NoticeText.Json("{{environment}} {{ phase }} ({{unknown}}) {{url}}", Failed));

    [Fact]
    public void A_document_stays_the_document_that_it_is_whatever_is_put_into_it()
    {
        var sent = (MapNode)NodeJson.Read(System.Text.Encoding.UTF8.GetBytes(NoticeText.Json("""{"content": "{{message}}", "embeds": [{"title": "{{subject}}", "author": "{{author}}", "color": 3}], "{{commit}}": null}""", Failed)));
        Assert.Equal(["content", "embeds", "{{commit}}"], sent.Keys);
        Assert.Equal(Failed.Message, sent.At("content"));
        var embed = sent.Maps("embeds").Single();
        Assert.Equal((Failed.Subject, Failed.Author, "3"), (embed.At("title"), embed.At("author"), embed.At("color")));
    }

    [Theory]
    [InlineData("https://github.com/acme/config.git", "github", "https://api.github.com/repos/acme/config/statuses/c0ffee")]
    [InlineData("git@github.com:acme/config.git", "github", "https://api.github.com/repos/acme/config/statuses/c0ffee")]
    [InlineData("https://***@acme.ghe.com/acme/config", "github", "https://api.acme.ghe.com/repos/acme/config/statuses/c0ffee")]
    [InlineData("ssh://git@git.example.com:2222/acme/config.git", "github", "https://git.example.com/api/v3/repos/acme/config/statuses/c0ffee")]
    [InlineData("https://gitlab.com/acme/team/config.git", "gitlab", "https://gitlab.com/api/v4/projects/acme%2Fteam%2Fconfig/statuses/c0ffee")]
    [InlineData("https://git.example.com:8443/acme/config", "gitea", "https://git.example.com:8443/api/v1/repos/acme/config/statuses/c0ffee")]
    [InlineData("https://example.com/forge/acme/config", "gitea", "https://example.com/forge/api/v1/repos/acme/config/statuses/c0ffee")]
    [InlineData("http://127.0.0.1:3000/acme/config", "gitea", "http://127.0.0.1:3000/api/v1/repos/acme/config/statuses/c0ffee")]
    [InlineData("http://git.example.com/acme/config", "gitea", null)]
    [InlineData("https://github.com/acme/team/config", "github", null)]
    [InlineData("file:///srv/git/config.git", "gitea", null)]
    [InlineData("/srv/git/config", "gitea", null)]
    [InlineData("https://github.com/config", "github", null)]
    public void A_status_goes_to_the_forge_of_the_source_and_nowhere_without_encryption(string source, string forge, string? address) =>
        Assert.Equal(address, ForgePlace.Of(source)?.StatusAddress(forge, "c0ffee")?.AbsoluteUri);

    [Fact]
    public void A_commit_that_is_overtaken_does_not_stay_pending()
    {
        var announcer = new Announcer();
        EnvironmentState At(string commit, ControlPhase phase) => new("1", "source", null) { Phase = phase, IsLeader = true, Wanted = new Planning.SourceFacts("source") { Commit = commit } };
        Assert.Equal([CommitVerdict.Applying], announcer.Judge(At("first", ControlPhase.Applying)).Select(state => state.Verdict));
        Assert.Empty(announcer.Judge(At("first", ControlPhase.Applying)));
        Assert.Equal([("first", CommitVerdict.Superseded), ("second", CommitVerdict.Applying)], announcer.Judge(At("second", ControlPhase.Applying)).Select(state => (state.Commit, state.Verdict)));
        Assert.Equal([("second", CommitVerdict.Applied)], announcer.Judge(At("second", ControlPhase.Synced)).Select(state => (state.Commit, state.Verdict)));
        Assert.Empty(announcer.Judge(At("second", ControlPhase.Applying)));
        Assert.Equal([("third", CommitVerdict.Applying)], announcer.Judge(At("third", ControlPhase.Applying)).Select(state => (state.Commit, state.Verdict)));
    }

    [Fact]
    public void What_a_guard_holds_is_told_and_what_a_pause_holds_is_not()
    {
        var announcer = new Announcer();
        var held = new EnvironmentState("1", "source", null) { Phase = ControlPhase.Held, IsLeader = true, Message = "1 change is held" };
        Assert.Empty(announcer.Hear(held, DateTimeOffset.UnixEpoch));
        var told = Assert.Single(announcer.Hear(held with { Guarded = [Diagnostics.GuardCodes.NeedsApproval.At(Origin.None, "the claim data would be deleted")] }, DateTimeOffset.UnixEpoch));
        Assert.Equal((Occasion.Refused, "the claim data would be deleted"), (told.Occasion, told.Message));
    }

    [Fact]
    public void Drift_is_told_once_in_a_while()
    {
        var announcer = new Announcer();
        var key = new ObjectKey("", "ConfigMap", "shop", "one");
        var drifted = new EnvironmentState("1", "source", null) { Phase = ControlPhase.Planning, IsLeader = true, Drifted = [new DriftedObject(key, null)] };
        Assert.Equal("ConfigMap/shop/one was changed by somebody", Assert.Single(announcer.Hear(drifted, DateTimeOffset.UnixEpoch)).Message);
        Assert.Empty(announcer.Hear(drifted, DateTimeOffset.UnixEpoch.AddMinutes(9)));
        Assert.Single(announcer.Hear(drifted, DateTimeOffset.UnixEpoch.AddMinutes(10)));
    }

    [Fact]
    public void A_process_that_has_only_begun_boasts_of_nothing()
    {
        var announcer = new Announcer();
        var synced = new EnvironmentState("1", "source", null) { Phase = ControlPhase.Synced, IsLeader = true };
        Assert.Empty(announcer.Hear(synced, DateTimeOffset.UnixEpoch));
        announcer.Hear(synced with { Phase = ControlPhase.Applying }, DateTimeOffset.UnixEpoch);
        Assert.Equal(Occasion.Succeeded, Assert.Single(announcer.Hear(synced, DateTimeOffset.UnixEpoch)).Occasion);
        Assert.Empty(announcer.Hear(synced, DateTimeOffset.UnixEpoch));
    }
}
