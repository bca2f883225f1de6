using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Reconciler.Git.Tests;

/// <summary>`git http-backend` behind a web server: a real git server, with what tests want to see or to spoil.</summary>
internal sealed class HttpGitServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly string _root;

    private HttpGitServer(WebApplication application, string root) => (_application, _root) = (application, root);

    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The user and password that are wanted, as "user:password"; null lets everybody in.</summary>
    public string? Credentials { get; set; }

    /// <summary>After how many bytes the connection breaks while a pack is sent.</summary>
    public int? CutAfter { get; set; }

    /// <summary>Where every request is sent instead.</summary>
    public string? RedirectTo { get; set; }

    /// <summary>Knows only the first version of the protocol, in which a client may ask for nothing but what has a name.</summary>
    public bool HasOldProtocol { get; set; }

    /// <summary>Answers nothing while it is set.</summary>
    public bool IsStalled { get; set; }

    public Uri Address => new(_application.Urls.First());

    public string Url(string userinfo = "") => $"http://{userinfo}{Address.Authority}/config.git";

    public static async Task<HttpGitServer> StartAsync(string root)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        var application = builder.Build();
        var server = new HttpGitServer(application, root);
        application.Run(server.AnswerAsync);
        await application.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        if (IsStalled) await Task.Delay(Timeout.Infinite, context.RequestAborted);
        if (RedirectTo is not null)
        {
            context.Response.Redirect(RedirectTo + context.Request.Path + context.Request.QueryString, permanent: true);
            return;
        }
        if (Credentials is not null && context.Request.Headers.Authorization != $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Credentials))}")
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"git\"";
            return;
        }
        await RunBackendAsync(context);
    }

    private async Task RunBackendAsync(HttpContext context)
    {
        var request = context.Request;
        var start = new ProcessStartInfo("git", ["http-backend"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in new[]
        {
            ("GIT_PROJECT_ROOT", _root), ("GIT_HTTP_EXPORT_ALL", "1"), ("PATH_INFO", request.Path.Value!), ("QUERY_STRING", request.QueryString.Value!.TrimStart('?')), ("REQUEST_METHOD", request.Method),
            ("CONTENT_TYPE", request.ContentType ?? ""), ("GIT_PROTOCOL", HasOldProtocol ? "" : request.Headers["Git-Protocol"].ToString()), ("HTTP_CONTENT_ENCODING", request.Headers.ContentEncoding.ToString()),
            ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null"), ("REMOTE_USER", ""), ("REMOTE_ADDR", "127.0.0.1"),
        })
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        await request.Body.CopyToAsync(process.StandardInput.BaseStream);
        process.StandardInput.Close();
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.WaitForExitAsync();
        var bytes = output.ToArray();
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        foreach (var line in Encoding.ASCII.GetString(bytes, 0, end).Split("\r\n"))
        {
            var (name, value) = (line.Split(": ", 2)[0], line.Split(": ", 2)[1]);
            if (name == "Status") context.Response.StatusCode = int.Parse(value.Split(' ')[0], CultureInfo.InvariantCulture);
            else context.Response.Headers[name] = value;
        }
        var body = bytes.AsMemory(end + 4);
        if (CutAfter is { } count && body.Length > count && body.Span.IndexOf("PACK"u8) >= 0)
        {
            await context.Response.Body.WriteAsync(body[..count]);
            await context.Response.Body.FlushAsync();
            context.Abort();
            return;
        }
        await context.Response.Body.WriteAsync(body);
    }
}
