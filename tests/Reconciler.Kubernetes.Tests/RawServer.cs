using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Reconciler.Kubernetes.Config;
using Reconciler.Kubernetes.Http;

namespace Reconciler.Kubernetes.Tests;

/// <summary>A server that answers as a test says: for what a well-behaved one never does.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private RawServer(WebApplication application) => _application = application;

    public int Port => Address.Port;

    public Uri Address => new(_application.Urls.First());

    public static async Task<RawServer> Start(RequestDelegate answer, X509Certificate2? certificate = null, bool asksForCertificate = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is null) return;
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(https =>
            {
                https.ServerCertificate = certificate;
                https.ClientCertificateMode = asksForCertificate ? ClientCertificateMode.AllowCertificate : ClientCertificateMode.NoCertificate;
                https.AllowAnyClientCertificate();
            });
        }));
        var application = builder.Build();
        application.UseWebSockets();
        application.Run(answer);
        await application.StartAsync();
        return new RawServer(application);
    }

    /// <summary>A client with little patience, so that tests of failures are quick.</summary>
    public KubeClient Client(ClusterAccess? access = null) => new(access ?? Access(), Impatient, TimeProvider.System, new Random(1));

    public ClusterAccess Access() => new() { Context = "raw", Server = Address };

    public static HttpSettings Impatient { get; } = new() { FirstDelay = TimeSpan.FromMilliseconds(5), Attempts = 4, ConnectTimeout = TimeSpan.FromSeconds(5) };

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}

internal static class RawAnswers
{
    public static Task Json(this HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    public static Task Text(this HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text);
    }

    /// <summary>A Status of a refusal.</summary>
    public static Task Status(this HttpContext context, int status, string? reason, string message, string details = "{}") =>
        context.Json(status, $$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"{{message}}",{{(reason is null ? "" : $"\"reason\":\"{reason}\",")}}"details":{{details}},"code":{{status}}}""");
}
