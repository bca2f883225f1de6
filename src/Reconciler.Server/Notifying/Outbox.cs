using System.Globalization;
using System.Threading.Channels;

namespace Reconciler.Server.Notifying;

/// <summary>What is to be sent, made anew for each try: a request, or why there can't be one, and whether that may change.</summary>
internal sealed record Letter(Func<CancellationToken, Task<(HttpRequestMessage? Request, string Why, bool IsWorthRetrying)>> WriteAsync)
{
    /// <summary>Whether a later letter makes this one needless.</summary>
    public bool IsState { get; init; }

    /// <summary>Whether a refusal says only that it is so already.</summary>
    public Func<int, string, bool> IsFine { get; init; } = (_, _) => false;
}

/// <summary>
/// Sends letters to one receiver, one after the other, and tries again what may succeed then. Posting never waits: of too many letters the
/// oldest are dropped. Neither address nor token is in what it says of failures.
/// </summary>
internal sealed class Outbox : IAsyncDisposable
{
    private const int MostLetters = 32;
    private const int LongestAnswer = 16 * 1024;

    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private readonly Channel<Letter> _letters = Channel.CreateBounded<Letter>(new BoundedChannelOptions(MostLetters) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly CancellationTokenSource _ending = new();
    private readonly HttpMessageInvoker _http;
    private readonly NotifySettings _settings;
    private readonly TimeProvider _time;
    private readonly Action<string> _failed;
    private readonly Task _sending;

    public Outbox(HttpMessageInvoker http, NotifySettings settings, TimeProvider time, Action<string> failed)
    {
        (_http, _settings, _time, _failed) = (http, settings, time, failed);
        _sending = Task.Run(SendAllAsync);
    }

    public void Post(Letter letter) => _letters.Writer.TryWrite(letter);

    /// <summary>Sends what is left, for some seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        _letters.Writer.TryComplete();
        _ending.CancelAfter(LastWords);
        await _sending;
        _ending.Dispose();
    }

    private async Task SendAllAsync()
    {
        try
        {
            await foreach (var letter in _letters.Reader.ReadAllAsync(_ending.Token))
            {
                if (await SendAsync(letter) is { } why) _failed(why);
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // what is left stays untold
        }
    }

    /// <summary>Why a letter did not arrive; null where it did.</summary>
    private async Task<string?> SendAsync(Letter letter)
    {
        var delay = _settings.FirstDelay;
        for (var attempt = 1; ; attempt++)
        {
            var (why, isWorthRetrying, wait) = await TryAsync(letter);
            if (why is null) return null;
            if (!isWorthRetrying || attempt >= _settings.Attempts) return why;
            if (letter.IsState && _letters.Reader.TryPeek(out _)) return null;
            await Task.Delay(wait is { } asked && asked < LongestDelay ? asked : delay, _time, _ending.Token);
            delay = delay * 4 < LongestDelay ? delay * 4 : LongestDelay;
        }
    }

    private async Task<(string? Why, bool IsWorthRetrying, TimeSpan? Wait)> TryAsync(Letter letter)
    {
        using var limit = new CancellationTokenSource(_settings.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _ending.Token);
        try
        {
            var (request, why, isWorthRetrying) = await letter.WriteAsync(either.Token);
            if (request is null) return (why, isWorthRetrying, null);
            using (request)
            {
                request.Headers.UserAgent.ParseAdd("reconciler");
                using var response = await _http.SendAsync(request, either.Token);
                var code = (int)response.StatusCode;
                if (response.IsSuccessStatusCode || letter.IsFine(code, code == 400 ? await AnswerAsync(response, either.Token) : "")) return (null, false, null);
                return (string.Create(CultureInfo.InvariantCulture, $"the answer was {code}"), code is 408 or 429 or >= 500, response.Headers.RetryAfter?.Delta);
            }
        }
        catch (HttpRequestException problem)
        {
            // its text would name the host
            return ($"there was no answer ({problem.HttpRequestError})", true, null);
        }
        catch (IOException)
        {
            return ("the answer broke off", true, null);
        }
        catch (OperationCanceledException) when (!_ending.IsCancellationRequested)
        {
            return (string.Create(CultureInfo.InvariantCulture, $"there was no answer within {_settings.Timeout.TotalSeconds} s"), true, null);
        }
    }

    private static async Task<string> AnswerAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        var buffer = new char[LongestAnswer];
        return new string(buffer, 0, await reader.ReadBlockAsync(buffer, cancellation));
    }
}
