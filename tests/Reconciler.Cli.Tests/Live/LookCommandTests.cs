using Reconciler.Cli.Tests.Clusters;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Cli.Tests.Live;

public sealed class LookCommandTests : IDisposable
{
    private readonly LiveCli _live = new();

    public void Dispose() => _live.Dispose();

    [Fact]
    public async Task An_App_is_inspected_with_its_pods_and_without_its_secrets()
    {
        await _live.With("app.yaml", LiveCli.App("  processes: {web: {}, worker: {}}\n")).ApplyAsync();
        var all = await _live.Cli.RunAsync("inspect", "shop");
        Assert.Equal((0, ""), (all.Code, all.Error));
        var kinds = YamlReader.Read("", all.Out).Documents.Select(document => ObjectKey.Of(document.Root).Kind).ToArray();
        Assert.Equal(["Secret", "Service", "ServiceAccount", "Deployment", "Deployment", "Pod", "Pod"], kinds);
        Assert.Contains("masked", all.Out, StringComparison.Ordinal);
        Assert.Contains("podIP: ", all.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", all.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("hunter2-hunter2"u8), all.Out, StringComparison.Ordinal);
        var worker = await _live.Cli.RunAsync("inspect", "web/shop", "-p", "worker");
        Assert.Equal(["shop-worker", "Pod"], YamlReader.Read("", worker.Out).Documents.Select(document => ObjectKey.Of(document.Root)).Select(key => key.Kind == "Pod" ? "Pod" : key.Name));
        var unknown = await _live.Cli.RunAsync("inspect", "shop", "-p", "workr");
        Assert.Equal(1, unknown.Code);
        Assert.Contains("did you mean \"worker\"?", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nginx_has_for_the_domains_is_read_from_its_own_file()
    {
        await _live.With("app.yaml", LiveCli.App("  domains: [shop.example.com]\n  ingress: {class: nginx}\n  tls: {enabled: false}\n")).ApplyAsync();
        Assert.Contains("RCN2513", (await _live.Cli.RunAsync("ingress", "shop")).Error, StringComparison.Ordinal);
        await _live.MakeAsync("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: made, namespace: web}\ndata:\n  nginx.conf: |\n    http {\n      server {\n        server_name _ ;\n      }\n      server {\n        server_name shop.example.com ;\n        listen 80;\n      }\n    }\n");
        await _live.MakeAsync("apiVersion: v1\nkind: Pod\nmetadata: {name: controller, namespace: web, labels: {app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}}\nspec: {containers: [{name: controller, image: controller, volumeMounts: [{name: made, mountPath: /etc/nginx}]}], volumes: [{name: made, configMap: {name: made}}]}\n");
        await Eventually.IsAsync(async () => (await _live.Cli.RunAsync("ingress", "shop")) is { Code: 0, Out: "server {\n  server_name shop.example.com ;\n  listen 80;\n}\n" });
        await _live.With("app.yaml", LiveCli.App("  domains: [other.example.com]\n  ingress: {class: nginx}\n  tls: {enabled: false}\n")).ApplyAsync();
        Assert.Contains("RCN2516: controller has no server for other.example.com", (await _live.Cli.RunAsync("ingress", "shop")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Traefik_keeps_no_file_so_its_objects_are_shown()
    {
        foreach (var kind in (string[])["IngressRoute", "Middleware"]) await DefineAsync("traefik.io", kind, isNamespaced: true);
        await _live.With("app.yaml", LiveCli.App("  domains: [shop.example.com]\n  ingress: {class: traefik}\n  tls: {enabled: false}\n")).ApplyAsync();
        var shown = await _live.Cli.RunAsync("ingress", "shop");
        Assert.Equal(0, shown.Code);
        Assert.Contains("match: Host(`shop.example.com`)", shown.Out, StringComparison.Ordinal);
        Assert.Contains("keeps no file", shown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_App_without_domains_says_so()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        var none = await _live.Cli.RunAsync("ingress", "shop");
        Assert.Equal(1, none.Code);
        Assert.Contains("RCN2512: shop has no domains in the cluster", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_triggers_log_in_with_is_told_masked_unless_it_is_asked_for()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        Assert.Equal("The cluster has no KEDA.\n", (await _live.Cli.RunAsync("autoscaling-auth")).Out);
        foreach (var kind in (string[])["ScaledObject", "TriggerAuthentication"]) await DefineAsync("keda.sh", kind, isNamespaced: true);
        await DefineAsync("keda.sh", "ClusterTriggerAuthentication", isNamespaced: false);
        Assert.Equal("No trigger logs in with anything.\n", (await _live.Cli.RunAsync("autoscaling-auth")).Out);
        await _live.MakeAsync("apiVersion: v1\nkind: Namespace\nmetadata: {name: keda}\n");
        await _live.With("app.yaml", LiveCli.App("  processes: {web: {}, worker: {autoscaling: {max: 5, triggers: [{type: rabbitmq, metadata: {queueName: q}}, {type: datadog, metadata: {query: q}}]}}}\n"))
            .With("auth.yaml", Auth("rabbitmq", "  namespace: web\n  app: shop\n")).With("shared.yaml", Auth("datadog", "")).ApplyAsync();
        await Schemas.AssertFitsAsync("autoscaling-auth", (await _live.Cli.RunAsync("autoscaling-auth", "--output", "json")).Out);
        Assert.Equal("""
            cluster-wide
              datadog   used by web/shop-worker
                host: (6 bytes, masked)   from Secret datadog, key host
            web/shop
              shop-rabbitmq   used by web/shop-worker
                host: (6 bytes, masked)   from Secret shop-rabbitmq, key host

            """, (await _live.Cli.RunAsync("autoscaling-auth")).Out);
        Assert.Equal("""
            web/shop
              datadog   cluster-wide, used by web/shop-worker
                host: geheim   from Secret datadog, key host
              shop-rabbitmq   used by web/shop-worker
                host: geheim   from Secret shop-rabbitmq, key host

            """, (await _live.Cli.RunAsync("autoscaling-auth", "shop", "--show-secrets")).Out);
    }

    private static string Auth(string trigger, string more) => $"apiVersion: reconciler.dev/v1\nkind: AutoscalingAuth\nmetadata: {{name: {trigger}}}\nspec:\n  trigger: {trigger}\n{more}  parameters: {{host: geheim}}\n";

    /// <summary>Makes a kind, and waits until it is served.</summary>
    private async Task DefineAsync(string group, string kind, bool isNamespaced)
    {
        await _live.MakeAsync(Definition(group, kind, isNamespaced));
        await Eventually.IsAsync(async () =>
        {
            var isServed = false;
            await _live.AsSomebodyAsync(async client => isServed = await client.Kinds.Find($"{group}/v1alpha1", kind, default) is KindLookup.Served);
            return isServed;
        });
    }

    private static string Definition(string group, string kind, bool isNamespaced)
    {
        var (plural, version) = ($"{kind.ToLowerInvariant()}s", "v1alpha1");
        return $"apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: {plural}.{group}}}\nspec:\n  group: {group}\n  scope: {(isNamespaced ? "Namespaced" : "Cluster")}\n  names: {{kind: {kind}, plural: {plural}, singular: {kind.ToLowerInvariant()}, listKind: {kind}List}}\n  versions: [{{name: {version}, served: true, storage: true, schema: {{openAPIV3Schema: {{type: object, x-kubernetes-preserve-unknown-fields: true}}}}}}]\n";
    }
}
