using System.Globalization;
using System.Net;
using System.Security.Authentication;
using System.Text.Json;
using Reconciler.Kube;
using Reconciler.Kubernetes.Answers;
using Reconciler.Kubernetes.Config;

namespace Reconciler.Kubernetes.Http;

/// <summary>
/// Sends requests to one API server over one pool of connections, with the credentials of the moment, and asks again
/// where that is safe. It has no time limit of its own: the caller's token is the limit.
/// </summary>
internal sealed class KubeHttp : IDisposable
{
    private const int LongestRefusal = 1024 * 1024;

    private readonly ClusterAccess _access;
    private readonly HttpSettings _settings;
    private readonly TimeProvider _time;
    private readonly CredentialSource _credentials;
    private readonly RetryPolicy _retry;
    private readonly string _base;
    private readonly Lock _gate = new();
    private ClientCertificate? _certificate;
    private HttpMessageInvoker? _pool;

    internal KubeHttp(ClusterAccess access, HttpSettings settings, TimeProvider time, Jitter jitter)
    {
        (_access, _settings, _time) = (access, settings, time);
        _credentials = new CredentialSource(access, time);
        Jitter = jitter;
        _retry = new RetryPolicy(settings, jitter);
        _base = access.Server.AbsoluteUri.TrimEnd('/');
    }

    public ClusterAccess Access => _access;

    internal TimeProvider Time => _time;

    internal Jitter Jitter { get; }

    internal RetryPolicy Retry => _retry;

    public void Dispose()
    {
        _credentials.Dispose();
        _pool?.Dispose();
    }

    /// <summary>Sends a request and reads its answer; an answer that breaks off is asked for again like any other lost one.</summary>
    internal async Task<Answer<T>> Send<T>(KubeRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (answer, retryAfter) = await Attempt(request, read, cancellation).ConfigureAwait(false);
            if (answer.Error is not { } error || _retry.Delay(request.Retry, error, retryAfter, attempt) is not { } delay) return answer;
            await Task.Delay(delay, _time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a request whose answer is a stream. The caller disposes the response.</summary>
    internal Task<Answer<HttpResponseMessage>> Open(KubeRequest request, CancellationToken cancellation) =>
        Send(request, (response, _) => Task.FromResult(response), cancellation);

    private async Task<(Answer<T> Answer, TimeSpan? RetryAfter)> Attempt<T>(KubeRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        HttpResponseMessage? response = null;
        try
        {
            response = await Exchange(request, cancellation).ConfigureAwait(false);
            var warnings = WarningHeaders.Read(response.Headers);
            if (response.IsSuccessStatusCode || request.TakesAnyStatus || response.StatusCode == HttpStatusCode.SwitchingProtocols)
            {
                var value = await read(response, cancellation).ConfigureAwait(false);
                var status = (int)response.StatusCode;
                // a response that is handed on is the caller's to dispose
                if (value is HttpResponseMessage) response = null;
                return (new Answer<T>.Ok(value, status) { Warnings = warnings }, null);
            }
            var body = await ReadRefusal(response, cancellation).ConfigureAwait(false);
            var error = ErrorReader.Read(request.Subject, request.Resource, StatusBody.Read((int)response.StatusCode, body));
            return (new Answer<T>.Failed(error) { Warnings = warnings }, RetryAfter(response));
        }
        catch (CredentialException problem)
        {
            return (Failed<T>(request, new KubeError.CredentialsFailed(problem.Diagnostic), problem.Diagnostic.Message), null);
        }
        catch (JsonException problem)
        {
            return (Failed<T>(request, new KubeError.Unexpected { Code = (int)(response?.StatusCode ?? 0) }, $"the answer is no JSON: {problem.Message}"), null);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            // whoever no longer waits hears that in one way, also where the connection broke at the same moment
            cancellation.ThrowIfCancellationRequested();
            return (Failed<T>(request, Lost(problem, response is not null), Explain(problem)), null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (Failed<T>(request, new KubeError.ConnectionFailed(IsSent: false), $"no connection within {_settings.ConnectTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s"), null);
        }
        finally
        {
            response?.Dispose();
        }
    }

    private async Task<HttpResponseMessage> Exchange(KubeRequest request, CancellationToken cancellation)
    {
        var credentials = await _credentials.Current(cancellation).ConfigureAwait(false);
        var response = await Once(request, credentials, cancellation).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized || !_credentials.CanRenew) return response;
        var renewed = await _credentials.Renew(credentials, cancellation).ConfigureAwait(false);
        if (renewed.Problem is not null) return response;
        response.Dispose();
        return await Once(request, renewed, cancellation).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> Once(KubeRequest request, CredentialState credentials, CancellationToken cancellation)
    {
        if (credentials.Problem is { } problem) throw new CredentialException(problem);
        using var message = RequestMessage.Make(_base, request, credentials, _access, _settings);
        return await RequestMeters.SendAsync(Pool(credentials.Certificate), message, request, cancellation).ConfigureAwait(false);
    }

    /// <summary>The pool for a certificate: a plugin that gives a new one gets new connections.</summary>
    private HttpMessageInvoker Pool(ClientCertificate? certificate)
    {
        lock (_gate)
        {
            if (_pool is not null && ReferenceEquals(_certificate, certificate)) return _pool;
            // The old pool may still be busy; its idle connections close by themselves.
            _certificate = certificate;
            return _pool = new HttpMessageInvoker(HandlerFactory.Make(_access, certificate, _settings));
        }
    }

    private static async Task<byte[]> ReadRefusal(HttpResponseMessage response, CancellationToken cancellation)
    {
        using var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (text.Length < LongestRefusal && await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is var count and > 0) text.Write(buffer, 0, count);
        return text.ToArray();
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > _time.GetUtcNow() ? date - _time.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };

    private static KubeError Lost(Exception problem, bool hasAnswer)
    {
        if (problem is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } && problem.InnerException is AuthenticationException) return new KubeError.Untrusted();
        var isUnsent = problem is HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError or HttpRequestError.SecureConnectionError,
        };
        return new KubeError.ConnectionFailed(hasAnswer || !isUnsent);
    }

    /// <summary>The innermost text: the outer ones say only that an error occurred.</summary>
    private static string Explain(Exception problem)
    {
        while (problem.InnerException is { } inner) problem = inner;
        return problem.Message;
    }

    private static Answer<T> Failed<T>(KubeRequest request, KubeError error, string message) =>
        new Answer<T>.Failed(error with { Subject = request.Subject, Message = message });

    private sealed class CredentialException(Diagnostics.Diagnostic diagnostic) : Exception
    {
        public Diagnostics.Diagnostic Diagnostic { get; } = diagnostic;
    }
}
