using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Reconciler.Apply.Tests;
using Reconciler.Kubernetes.Config;
using Reconciler.Sandbox.Life;
using Reconciler.Sandbox.Server;

namespace Reconciler.Server.Tests;

/// <summary>What serves the cluster of a test: a sandbox of its own, or a server before the real one. Both pass each request through a seam.</summary>
internal abstract record ServedCluster : IAsyncDisposable
{
    private ServedCluster()
    {
    }

    public abstract Uri Address { get; }

    public abstract string KubeconfigText { get; }

    public abstract ValueTask DisposeAsync();

    public static async Task<ServedCluster> StartAsync(Target target, string folder, RequestSeam seam)
    {
        if (target == Target.Cluster) return await Real.StartAsync(seam);
        var options = new SandboxOptions(Path.Combine(folder, "sandbox.db")) { Seed = 1 };
        options.Hooks.Requests.Add(seam.PassAsync);
        return new Sandboxed(await SandboxServer.StartAsync(new SandboxParts { Pace = LifePace.Instant }.AddTo(options)));
    }

    public sealed record Sandboxed(SandboxServer Server) : ServedCluster
    {
        public override Uri Address => Server.Address;

        public override string KubeconfigText => Server.KubeconfigText;

        public override ValueTask DisposeAsync() => Server.DisposeAsync();
    }

    /// <summary>The cluster of RECONCILE_TEST_KUBECONFIG, which one test has at a time.</summary>
    public sealed record Real : ServedCluster
    {
        // tests use the same names, each in a cluster that it has for itself
        private static readonly SemaphoreSlim Turn = new(1);

        private readonly WebApplication _application;
        private readonly Upstream _upstream;

        private Real(WebApplication application, Upstream upstream) => (_application, _upstream) = (application, upstream);

        public override Uri Address => new(_application.Urls.First());

        public override string KubeconfigText => $$"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: real
              cluster: {server: "{{Address}}"}
            contexts:
            - name: real
              context: {cluster: real, user: real}
            users:
            - name: real
              user: {}
            current-context: real
            """;

        public static async Task<Real> StartAsync(RequestSeam seam)
        {
            await Turn.WaitAsync();
            var access = KubeConfig.Load(new ConfigSources { ExplicitFile = EverywhereAttribute.RealConfig! }).Access ?? throw new InvalidOperationException("no cluster");
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            var real = new Real(builder.Build(), new Upstream(access));
            real._application.Run(context => seam.PassAsync(context, real.AskAsync));
            await real._application.StartAsync();
            return real;
        }

        public override async ValueTask DisposeAsync()
        {
            await _application.DisposeAsync();
            _upstream.Dispose();
            Turn.Release();
        }

        private async Task AskAsync(HttpContext context)
        {
            try
            {
                using var answer = await _upstream.AskAsync(context);
                await Upstream.AnswerAsync(context, answer);
            }
            catch (Exception gone) when (gone is OperationCanceledException or IOException or HttpRequestException)
            {
                context.Abort();
            }
        }
    }
}
