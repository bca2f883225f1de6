using Reconciler.Live;
using Reconciler.Objects;

namespace Reconciler.Core.Tests.Live;

public sealed class LogTests
{
    [Fact]
    public void Jobs_count_only_where_nothing_else_does_or_where_they_are_named()
    {
        MapNode[] pods = [Pod("shop-web-b", "web"), Pod("shop-run-x-1", "run"), Pod("shop-web-a", "web"), Pod("shop-nightly-1", "cron-nightly")];
        Assert.Equal(["shop-web-a", "shop-web-b"], Names(LogPods.Of(pods, PodWish.Any)));
        Assert.Equal(["shop-web-b"], Names(LogPods.Of(pods, new PodWish("web", 2))));
        Assert.Empty(LogPods.Of(pods, new PodWish("web", 3)));
        Assert.Equal(["shop-nightly-1"], Names(LogPods.Of(pods, new PodWish("cron-nightly", null))));
        Assert.Equal(["shop-run-x-1"], Names(LogPods.Of([pods[1]], PodWish.Any)));
    }

    [Theory]
    [InlineData("{containerStatuses: [{name: web, containerID: c1, state: {running: {}}}, {name: proxy, containerID: c2, state: {running: {}}}]}", false, "web-a c1, web-a/proxy c2")]
    [InlineData("{containerStatuses: [{name: web, state: {waiting: {reason: ImagePullBackOff}}}]}", false, "")]
    [InlineData("{containerStatuses: [{name: web, containerID: c1, state: {waiting: {}}, lastState: {terminated: {exitCode: 1, containerID: c0}}}]}", false, "web-a c1")]
    [InlineData("{containerStatuses: [{name: web, containerID: c1, state: {running: {}}, lastState: {terminated: {exitCode: 1, containerID: c0}}}]}", true, "web-a c0")]
    [InlineData("{containerStatuses: [{name: web, containerID: c1, state: {running: {}}}]}", true, "")]
    [InlineData("{initContainerStatuses: [{name: first, containerID: i1, state: {running: {}}}], containerStatuses: [{name: web, state: {waiting: {reason: PodInitializing}}}]}", false, "web-a/first i1")]
    public void A_log_is_of_a_container_that_has_begun(string status, bool previous, string told)
    {
        var pod = Pod("shop-web-a", "web").With("spec", Trees.Read("{initContainers: [{name: first}], containers: [{name: proxy}, {name: web}]}")).With("status", Trees.Read(status));
        Assert.Equal(told, string.Join(", ", LogSource.Of(pod, "shop", previous).OrderBy(source => source.Mark, StringComparer.Ordinal).Select(source => $"{source.Mark} {source.RunId}")));
    }

    [Fact]
    public void What_failed_last_is_told_with_the_log_that_says_more()
    {
        var crashing = Pod("shop-web-a", "web").With("status", Trees.Read("{phase: Running, containerStatuses: [{name: web, restartCount: 3, ready: false, containerID: c2, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 1, finishedAt: '2026-01-02T00:00:00Z', containerID: c1}}}]}"));
        var task = Pod("shop-before-1-x-y", "before").With("status", Trees.Read("{phase: Failed, containerStatuses: [{name: before, state: {terminated: {exitCode: 2, finishedAt: '2026-01-01T00:00:00Z', containerID: t1}}}]}"));
        var fine = Pod("shop-web-b", "web").With("status", Trees.Read("{phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}, lastState: {terminated: {exitCode: 1, finishedAt: '2026-01-03T00:00:00Z'}}}]}"));
        var last = PodFailure.Last([task, crashing, fine], "shop");
        Assert.Equal(("container web keeps crashing: exit code 1, 3 restarts", "c1", true), (last?.Why, last?.Log?.RunId, last?.Log?.IsPrevious));
        last = PodFailure.Last([task, fine], "shop");
        Assert.Equal(("container before ended with exit code 2", "before", false), (last?.Why, last?.Log?.Container, last?.Log?.IsPrevious));
        Assert.Equal("container web ended with exit code 1, and runs again", PodFailure.Last([fine], "shop")?.Why);
        Assert.Null(PodFailure.Last([Pod("shop-web-d", "web").With("status", Trees.Read("{phase: Running, conditions: [{type: Ready, status: 'True'}]}"))], "shop"));
        var pulling = Pod("shop-web-c", "web").With("status", Trees.Read("{phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ErrImagePull}}}]}"));
        Assert.Null(PodFailure.Last([pulling], "shop")?.Log);
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05.123456789Z said something", "2026-01-02T03:04:05.123456789Z", "said something")]
    [InlineData("2026-01-02T03:04:05Z ", "2026-01-02T03:04:05Z", "")]
    [InlineData("unable to retrieve container logs", "", "unable to retrieve container logs")]
    public void A_line_begins_with_its_time(string line, string stamp, string text) => Assert.Equal((stamp, text), (LogLine.Read(line).Stamp, LogLine.Read(line).Text));

    [Theory]
    [InlineData("10.0.0.1 - - [x] \"GET / HTTP/1.1\" 200 5 \"-\" \"curl\" 70 0.002 [web-shop-web-http] [] 10.42.0.3:5000", true, false)]
    [InlineData("10.0.0.1 - - [x] \"GET / HTTP/1.1\" 502 5 \"-\" \"curl\" 70 0.002 [web-shop-web-http] [] 10.42.0.3:5000", true, true)]
    [InlineData("2026/01/01 00:00:00 [error] 30#30: *1 connect() failed, server: shop.example.com, request: \"GET /\", host: \"shop.example.com\"", true, true)]
    [InlineData("2026/01/01 00:00:00 [warn] 30#30: *1 a body is buffered, server: x.shop.example.com", true, false)]
    [InlineData("2026/01/01 00:00:00 [error] 30#30: *1 failed, server: myshop.example.com", false, true)]
    [InlineData("10.0.0.1 - - \"GET /\" 200 [other-web-shop-web-http]", false, false)]
    [InlineData("10.0.0.1 - - \"GET /\" 200 server: a.b.shop.example.com.evil", false, false)]
    public void Lines_of_nginx_are_known_by_domain_and_upstream(string line, bool isAbout, bool isError)
    {
        var routes = AppRoutes.Of([Trees.Read("{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: shop, namespace: web}, spec: {ingressClassName: nginx, rules: [{host: shop.example.com, http: {paths: [{backend: {service: {name: shop-web}}}]}}, {host: '*.shop.example.com'}]}}")]);
        Assert.Equal(IngressController.Nginx, routes?.Controller);
        Assert.Equal((isAbout, isError), (routes!.IsAbout(line), AppRoutes.IsError(line)));
    }

    [Fact]
    public void Lines_of_traefik_are_known_by_domain_and_route()
    {
        var routes = AppRoutes.Of([Trees.Read("""{apiVersion: traefik.io/v1alpha1, kind: IngressRoute, metadata: {name: shop, namespace: web}, spec: {routes: [{match: "Host(`shop.example.com`)"}, {match: 'HostRegexp(`^[^.]+\.w\.example\.com$`)'}]}}""")]);
        Assert.Equal(IngressController.Traefik, routes?.Controller);
        Assert.Equal(["shop.example.com", "*.w.example.com"], routes!.Domains.AsEnumerable());
        Assert.True(routes.IsAbout("""10.0.0.1 - - [x] "GET / HTTP/1.1" 200 5 "-" "-" 1 "web-shop-abc123@kubernetescrd" "http://10.42.0.3:5000" 2ms"""));
        Assert.True(routes.IsAbout("""{"RequestHost":"a.w.example.com","DownstreamStatus":500}"""));
        Assert.True(AppRoutes.IsError("""{"RequestHost":"a.w.example.com","DownstreamStatus":500}"""));
        Assert.False(routes.IsAbout("""{"RequestHost":"a.b.w.example.org","DownstreamStatus":500}"""));
    }

    [Fact]
    public void Other_routes_have_no_controller_that_is_known()
    {
        var routes = AppRoutes.Of([Trees.Read("{kind: HTTPRoute, metadata: {name: shop}, spec: {hostnames: [a.example.com]}}")]);
        Assert.Equal((null, "a.example.com"), (routes?.Controller, routes?.Domains.Single()));
        Assert.Null(AppRoutes.Of([Trees.Read("{kind: Service, metadata: {name: shop}}")]));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("web", "web", null)]
    [InlineData("web.3", "web", 3)]
    public void A_pod_is_wished_for_by_process_and_number(string? text, string? process, int? number) => Assert.Equal(new PodWish(process, number), PodWish.Read(text).Wish);

    [Theory]
    [InlineData("web.0")]
    [InlineData("web.x")]
    [InlineData("web.")]
    public void A_number_that_is_none_is_a_mistake(string text) => Assert.Equal("RCN2502", PodWish.Read(text).Problem?.Code.Id);

    [Fact]
    public void A_command_goes_to_a_pod_of_the_process_that_runs()
    {
        var process = new LiveProcess("web", Trees.Read("{metadata: {labels: {reconciler.dev/version: v2}}}"), true);
        MapNode Running(string name, string version, string more = "")
        {
            var pod = Trees.Read($"{{metadata: {{name: {name}, labels: {{app.kubernetes.io/component: web, reconciler.dev/version: {version}}}{more}}}, spec: {{containers: [{{name: web}}]}}}}");
            return pod.With("status", Trees.Read("{containerStatuses: [{name: web, containerID: c, state: {running: {}}}]}"));
        }
        MapNode[] pods = [Running("c", "v2"), Running("b", "v2"), Running("a", "v1"), Running("d", "v2", ", deletionTimestamp: now"), Pod("e", "web")];
        Assert.Equal(["b", "c"], Names(PodPick.Running(process, pods)));
        Assert.Equal("c", Names([PodPick.Of(process, 2, pods).Pod!]).Single());
        Assert.Equal("web has 2 running pods, and no number 3", PodPick.Of(process, 3, pods).Problem?.Message);
        Assert.Equal("b", Names([PodPick.Of(process, null, pods).Pod!]).Single());
        pods[0] = pods[0].With("status", pods[0].Map("status")!.With("conditions", Trees.Read("{l: [{type: Ready, status: 'True'}]}")["l"]!));
        Assert.Equal("c", Names([PodPick.Of(process, null, pods).Pod!]).Single());
    }

    private static MapNode Pod(string name, string component) => Trees.Read($"{{kind: Pod, metadata: {{name: {name}, labels: {{app.kubernetes.io/component: {component}}}}}, spec: {{containers: [{{name: {component}}}]}}}}");

    private static IEnumerable<string> Names(IEnumerable<MapNode> pods) => pods.Select(pod => ObjectKey.Of(pod).Name);
}
