using System.Globalization;
using System.Text;
using Reconciler.Engine.Control;
using Reconciler.Specs;

namespace Reconciler.Server.Notifying;

/// <summary>
/// Tells people and forges what becomes of commits, as `notify` of an Environment asks for. It follows the controller's news, which never
/// waits for it; only the process that leads an environment speaks of it.
/// </summary>
internal sealed class Notifier : IAsyncDisposable
{
    private static readonly string[] UsualOccasions = ["failed", "refused"];

    private readonly Controller _controller;
    private readonly ServerSettings _settings;
    private readonly SystemSecrets _secrets;
    private readonly ServerLog _log;
    private readonly HttpMessageInvoker _http;
    private readonly CancellationTokenSource _ending = new();
    private readonly Dictionary<string, Announcer> _announcers = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Loop, int Entry), Outbox> _outboxes = [];
    private readonly Task _following;

    public Notifier(Controller controller, ServerSettings settings, SystemSecrets secrets, ServerLog log)
    {
        (_controller, _settings, _secrets, _log) = (controller, settings, secrets, log);
        // what is sent has secrets in it, so it goes where it is addressed to and nowhere else
        _http = new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = settings.Notify.Timeout, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
        _following = Task.Run(FollowAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _following;
        await Task.WhenAll(_outboxes.Values.Select(outbox => outbox.DisposeAsync().AsTask()));
        _http.Dispose();
        _ending.Dispose();
    }

    private async Task FollowAsync()
    {
        try
        {
            await foreach (var entry in _controller.Log.ReadAsync(0, _ending.Token))
            {
                switch (entry)
                {
                    case LogEntry.Happened { Event.News: ControlNews.StateChanged changed }:
                        Hear(changed.State);
                        break;
                    case LogEntry.Resync:
                        foreach (var loop in _controller.Environments) Hear(loop.State);
                        break;
                    default:
                        break;
                }
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // the server ends
        }
    }

    private void Hear(EnvironmentState state)
    {
        if (!state.IsLeader)
        {
            // whoever leads meanwhile tells what happens
            _announcers.Remove(state.Id);
            return;
        }
        if (_controller.Environments.FirstOrDefault(loop => loop.State.Id == state.Id) is not { } loop) return;
        if (!_announcers.TryGetValue(state.Id, out var announcer)) _announcers[state.Id] = announcer = new Announcer();
        var notices = announcer.Hear(state, _settings.Time.GetUtcNow());
        var judged = announcer.Judge(state);
        if ((notices.IsEmpty && judged.IsEmpty) || loop.Source?.Rendered.Specs.Environment is not { } environment) return;
        var place = ForgePlace.Of(_settings.Notify.SourceUrl(state.Source));
        foreach (var (index, entry) in environment.Notify.Index())
        {
            var outbox = OutboxOf(state, index);
            if (entry.CommitStatus?.Value is { } forge)
            {
                foreach (var commit in judged) outbox.Post(StatusLetter(loop, entry, forge, place, commit));
                continue;
            }
            var wanted = entry.On.Select(word => word.Value).DefaultIfEmpty().OfType<string>().ToList() is { Count: > 0 } on ? on : [.. UsualOccasions];
            foreach (var notice in notices.Where(notice => wanted.Contains(notice.Word, StringComparer.Ordinal)))
                outbox.Post(WebhookLetter(loop, entry, notice with { Url = notice.Commit is { } commit ? place?.CommitPage(commit) ?? "" : "" }));
        }
    }

    private Outbox OutboxOf(EnvironmentState state, int index)
    {
        if (_outboxes.TryGetValue((state.Id, index), out var known)) return known;
        var name = string.Create(CultureInfo.InvariantCulture, $"notify[{index}]");
        return _outboxes[(state.Id, index)] = new Outbox(_http, _settings.Notify, _settings.Time, why => _log.Write("warning", state.Environment ?? state.Id, $"{name} could not be told: {why}"));
    }

    private Letter WebhookLetter(EnvironmentLoop loop, NotifySpec entry, Notice notice) => new(async cancellation =>
    {
        var (url, why, isWorthRetrying) = await SecretAsync(loop, entry.Url, cancellation);
        if (url is null) return (null, why, isWorthRetrying);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) return (null, "its Secret holds no http or https URL", false);
        return (new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(NoticeText.Json(entry.Template?.Value, notice), Encoding.UTF8, "application/json") }, "", false);
    });

    private Letter StatusLetter(EnvironmentLoop loop, NotifySpec entry, string forge, ForgePlace? place, CommitState state) => new(async cancellation =>
    {
        if (place?.StatusAddress(forge, state.Commit) is not { } address) return (null, $"the source names no repository of {forge}", false);
        var (token, why, isWorthRetrying) = await SecretAsync(loop, entry.TokenFrom, cancellation);
        if (token is null) return (null, why, isWorthRetrying);
        return token.Any(char.IsControl) ? (null, "its Secret holds no token", false) : (CommitStatus.Request(forge, address, token, loop.State.Environment ?? loop.State.Id, state), "", false);
    })
    {
        IsState = true,
        // GitLab refuses a state that a commit has already
        IsFine = (code, answer) => forge == "gitlab" && code == 400 && answer.Contains("Cannot transition status", StringComparison.Ordinal),
    };

    private async Task<(string? Value, string Why, bool IsWorthRetrying)> SecretAsync(EnvironmentLoop loop, SecretSource? from, CancellationToken cancellation) => await _secrets.ReadAsync(loop, from, cancellation) switch
    {
        SecretValue.Known known => (known.Text, "", false),
        SecretValue.Missing missing => (null, missing.Why, false),
        SecretValue.Unknown unknown => (null, unknown.Why, true),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
