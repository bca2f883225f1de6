using Reconciler.Core.Tests.Rendering.Shared;
using Reconciler.Diagnostics;
using Reconciler.Rendering.Charts;

namespace Reconciler.Core.Tests.Rendering.Charts;

public sealed class ChartNotesTests
{
    private const string Environment = """
        apiVersion: reconciler.dev/v1
        kind: Environment
        metadata: {name: production}
        spec: {logs: {sink: "console://"}}
        """;

    private const string App = """

        ---
        apiVersion: reconciler.dev/v1
        kind: App
        metadata: {name: shop}
        spec:
          image: example.com/shop:v1
          domains: [shop.example.com]
          ingress: {class: nginx}
          tls: {issuer: {name: ca, kind: ClusterIssuer}}
          processes:
            web:
              autoscaling: {triggers: [{type: http}, {type: cron}]}
        ---
        apiVersion: reconciler.dev/v1
        kind: Storage
        metadata: {name: uploads}
        spec: {size: 1Gi, storageClass: longhorn}
        """;

    private static string[] Notes(string yaml) => [.. ChartNotes.Of(new ScalingScene(yaml).Specs).Select(note => $"{note.Place.Line} {note.Message.Split(" needs ")[1].Split(',')[0]}")];

    private static string Chart(string name) => $"\n---\napiVersion: reconciler.dev/v1\nkind: Chart\nmetadata: {{name: {name}}}";

    [Fact]
    public void Each_feature_is_noted_once_where_it_is_first_needed()
    {
        Assert.Equal(["14 cert-manager", "13 ingress-nginx", "17 keda", "17 keda-add-ons-http", "22 longhorn", "4 vector"], Notes(Environment + "\n" + App));
        Assert.Equal(["14 cert-manager", "13 ingress-nginx", "17 keda", "17 keda-add-ons-http", "22 longhorn", "4 vector"], Notes(Environment + "\n" + App + App.Replace("shop}", "other}", StringComparison.Ordinal).Replace("uploads", "more", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("cert-manager")]
    [InlineData("ingress-nginx")]
    [InlineData("keda")]
    [InlineData("keda-add-ons-http")]
    [InlineData("longhorn")]
    [InlineData("vector")]
    public void A_Chart_of_the_source_silences_its_note(string name)
    {
        var left = Notes(Environment + "\n" + App + Chart(name));
        Assert.Equal(5, left.Length);
        Assert.DoesNotContain(left, note => note.EndsWith($" {name}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_HelmChart_manifest_silences_it_too() =>
        Assert.Equal(5, Notes(Environment + "\n" + App + "\n---\napiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: k, namespace: kube-system}\nspec: {chart: kedacore/keda}").Length);

    [Fact]
    public void A_note_shows_the_Chart_to_write()
    {
        var notes = ChartNotes.Of(new ScalingScene(Environment + "\n" + App).Specs).ToArray();
        Assert.Contains(notes, note => note.Fix!.EndsWith("{apiVersion: reconciler.dev/v1, kind: Chart, metadata: {name: keda}}", StringComparison.Ordinal) && note.Severity == Severity.Note);
        Assert.Contains(notes, note => note.Code == ResourceCodes.SinkWithoutChart && note.Severity == Severity.Warning);
    }

    [Fact]
    public void Traefik_is_needed_by_its_class() => Assert.Contains("13 traefik", Notes(Environment + "\n" + App.Replace("class: nginx", "class: traefik", StringComparison.Ordinal)));

    [Theory]
    [InlineData("domains: [shop.example.com]", "processes: {web: {}}")]
    [InlineData("tls: {issuer: {name: ca, kind: ClusterIssuer}}", "processes: {web: {autoscaling: {engine: hpa, triggers: [{type: cpu, metadata: {value: 70}}]}}}")]
    [InlineData("domains: [shop.example.com]", "tls: {enabled: false, issuer: {name: ca, kind: ClusterIssuer}}")]
    [InlineData("domains: [shop.example.com]", "tls: {letsEncrypt: {server: staging}}")]
    public void What_needs_no_chart_is_not_noted(string first, string second) =>
        Assert.Empty(Notes($"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: shop}}\nspec:\n  image: example.com/shop:v1\n  {first}\n  {second}"));

    [Fact]
    public void Lets_Encrypt_needs_cert_manager_where_an_email_is_known() =>
        Assert.Equal(["7 cert-manager"], Notes("apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {name: shop}\nspec:\n  image: example.com/shop:v1\n  domains: [shop.example.com]\n  tls: {letsEncrypt: {email: me@example.com}}"));
}
