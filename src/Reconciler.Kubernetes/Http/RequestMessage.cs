using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Reconciler.Kubernetes.Config;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Http;

/// <summary>Turns a request into the message that goes out, with everything that is the same for all of them.</summary>
internal static class RequestMessage
{
    public static HttpRequestMessage Make(string address, KubeRequest request, CredentialState credentials, ClusterAccess access, HttpSettings settings)
    {
        var message = new HttpRequestMessage(request.Method, address + request.Path)
        {
            Version = request.Upgrade is null ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = request.Upgrade is null ? HttpVersionPolicy.RequestVersionOrLower : HttpVersionPolicy.RequestVersionExact,
        };
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        message.Headers.TryAddWithoutValidation("User-Agent", settings.UserAgent);
        message.Headers.Authorization = credentials.Header;
        // The pool takes the name that it asks the server for, and checks, from here.
        if (access.TlsServerName is { } name) message.Headers.Host = name;
        if (request.Upgrade is { } protocols) AskForUpgrade(message.Headers, protocols);
        if (access.Impersonation is { } other) Impersonate(message.Headers, other);
        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(NodeJson.ToUtf8(body));
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
        }
        return message;
    }

    private static void AskForUpgrade(HttpRequestHeaders headers, string protocols)
    {
        headers.TryAddWithoutValidation("Connection", "Upgrade");
        headers.TryAddWithoutValidation("Upgrade", "websocket");
        headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        headers.TryAddWithoutValidation("Sec-WebSocket-Key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)));
        headers.TryAddWithoutValidation("Sec-WebSocket-Protocol", protocols);
    }

    private static void Impersonate(HttpRequestHeaders headers, Impersonation other)
    {
        headers.TryAddWithoutValidation("Impersonate-User", other.User);
        if (other.Uid is { } uid) headers.TryAddWithoutValidation("Impersonate-Uid", uid);
        foreach (var group in other.Groups) headers.TryAddWithoutValidation("Impersonate-Group", group);
        // keys may have characters that a header's name can't have
        foreach (var (key, value) in other.Extra) headers.TryAddWithoutValidation($"Impersonate-Extra-{Uri.EscapeDataString(key)}", value);
    }
}
