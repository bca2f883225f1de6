using System.Collections.Immutable;
using Microsoft.Playwright;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Engine.Control;
using Reconciler.Git;
using Reconciler.Kubernetes;
using Reconciler.Objects;
using Reconciler.Server;
using Reconciler.Server.Access;
using Reconciler.Server.Tests;

namespace Reconciler.Browser.Tests;

/// <summary>How a page is looked at.</summary>
internal sealed record Look(int Width = 1200, int Height = 800)
{
    public bool IsDark { get; init; }
}

/// <summary>A served controller over a real repository and a real API server, and pages of its dashboard.</summary>
internal sealed class DashboardRig : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TestCluster _cluster;
    private readonly Controller _controller;
    private readonly ServerSettings _settings;
    private readonly Task _running;
    private readonly IBrowser _browser;
    private readonly List<string> _errors;
    private ControlServer? _server;

    private DashboardRig(IBrowser browser, GitRepo repo, TestCluster cluster, Controller controller, ServerSettings settings, List<string> errors)
    {
        (_browser, Repo, _cluster, _controller, _settings, _errors) = (browser, repo, cluster, controller, settings, errors);
        _running = controller.RunAsync(_stop.Token, CancellationToken.None);
    }

    public GitRepo Repo { get; }

    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Serves what is written.</summary>
    public static async Task<DashboardRig> StartAsync(Chromium chromium, Action<GitRepo> write, ImmutableArray<StaticToken> tokens = default)
    {
        var repo = new GitRepo();
        write(repo);
        repo.Push("First version");
        var cluster = await TestCluster.StartAsync();
        var errors = new List<string>();
        var setup = new EnvironmentSetup(
            "https://git.example.com/shop.git",
            cancellation => Repositories.OpenAsync(new GitSettings(repo.Variable), repo.Url, null, repo.Folder, cancellation),
            _ => Task.FromResult<(ICluster?, ImmutableArray<Diagnostic>)>((cluster.Cluster("controller"), [])),
            new KustomizeCommand("", TimeSpan.FromSeconds(10)))
        {
            Interval = TimeSpan.FromHours(1),
            OpenLogs = _ => Task.FromResult<IPodLogs?>(new KubePodLogs(cluster.Client)),
        };
        var controller = new Controller([setup], new Applier("controller", "0.1.0", TimeProvider.System), new Random(1), (_, problem) => errors.Add(problem.ToString()));
        var settings = new ServerSettings(new Uri("http://127.0.0.1:0"), "0.1.0") { Tokens = tokens.IsDefault ? [] : tokens };
        var rig = new DashboardRig(chromium.Browser, repo, cluster, controller, settings, errors);
        await rig.ServeAsync();
        return rig;
    }

    /// <summary>Pushes what was written, and tells the controller as a webhook does.</summary>
    public string Push(string subject)
    {
        var commit = Repo.Push(subject);
        _controller.Environments[0].PollNow();
        return commit;
    }

    /// <summary>A page of somebody who was never here, at the dashboard's start.</summary>
    public async Task<IPage> OpenAsync(Look? look = null, string at = "")
    {
        var wanted = look ?? new Look();
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = wanted.Width, Height = wanted.Height },
            ColorScheme = wanted.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = "en-GB",
        });
        context.SetDefaultTimeout(Chromium.Patience);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => _errors.Add(error);
        // a refused request is told in the page; anything else that a console says is a mistake of ours
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal) && !message.Text.StartsWith("WebSocket connection", StringComparison.Ordinal)) _errors.Add(message.Text);
        };
        await page.GotoAsync(new Uri(Address, at).ToString());
        return page;
    }

    /// <summary>The process is away, as far as a page can tell.</summary>
    public async Task StopServingAsync()
    {
        if (_server is { } server) await server.DisposeAsync();
        _server = null;
    }

    /// <summary>Serves, at the same address as before.</summary>
    public async Task ServeAsync()
    {
        var (server, taken) = await ControlServer.StartAsync(_settings with { Listen = Address }, _controller, default);
        Assert.True(server is not null, taken?.ToString());
        (_server, Address) = (server, server.Address);
    }

    /// <summary>A live ConfigMap of the namespace shop.</summary>
    public Task<MapNode?> ConfigMapAsync(string name) => _cluster.LiveAsync(name);

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _browser.Contexts) await context.DisposeAsync();
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(40));
        await StopServingAsync();
        await _controller.DisposeAsync();
        await _cluster.DisposeAsync();
        Repo.Dispose();
        _stop.Dispose();
        Assert.True(_errors.Count == 0, string.Join('\n', _errors));
    }
}
