using System.Globalization;
using System.Text;
using Reconciler.Diffing;
using Reconciler.Engine;
using Reconciler.Git;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Benchmarks.Live;

/// <summary>A folder with Apps, each of which becomes a Deployment, a Service, an Ingress, a ConfigMap and a ServiceAccount.</summary>
internal sealed class LiveSource : IDisposable
{
    public const int ObjectsOfApp = 5;

    /// <summary>The kinds of an App, and the Namespace that it lies in.</summary>
    public const int Kinds = ObjectsOfApp + 1;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reconciler-benchmark-");

    public LiveSource(string name, int apps)
    {
        (Name, Apps) = (name, apps);
        File.WriteAllText(Path.Combine(Folder, "environment.yaml"), $"apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {{name: {name}}}\nspec: {{systemNamespace: {LiveCluster.SystemNamespace}}}\n", Encoding.UTF8);
        for (var i = 0; i < apps; i++) Write(i, "v1");
    }

    /// <summary>The name of the environment, and of the namespace of its Apps.</summary>
    public string Name { get; }

    public int Apps { get; }

    public int Objects => Apps * ObjectsOfApp;

    public string Folder => _folder.FullName;

    public void Write(int app, string version) => File.WriteAllText(Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"app-{app:d5}.yaml")), Text(app, version), Encoding.UTF8);

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Reads and renders a folder, as a command does it.</summary>
    public static async Task<Rendered> RenderAsync(string folder)
    {
        var (source, problem) = FolderSource.Open(folder, null, "/");
        if (source is null) throw new InvalidOperationException(problem?.ToString());
        var rendered = await RenderCycle.RunAsync(source, new KustomizeCommand("", TimeSpan.FromSeconds(10)), default);
        return rendered.HasErrors ? throw new InvalidOperationException(string.Join('\n', rendered.Diagnostics)) : rendered;
    }

    /// <summary>The requests that an apply of all of it comes down to, each with its path and its body.</summary>
    public async Task<IReadOnlyList<(string Path, byte[] Body)>> AppliesAsync(DiscoverySnapshot kinds)
    {
        var rendered = await RenderAsync(Folder);
        var mark = AppliedMark.Unanswered(new string('0', 16));
        var options = $"?fieldManager=reconciler-{Name}&fieldValidation={new WriteOptions("").FieldValidation}";
        return [.. from manifest in rendered.Manifests.Manifests
                   where manifest.Key.Kind != "Namespace"
                   let desired = DesiredObject.Of(manifest)
                   let resource = ((KindLookup.Served)kinds.Find(desired.ApiVersion, desired.Key.Kind)).Resource
                   select (ObjectAddress.Of(resource, desired.Body).Path + options, NodeJson.ToUtf8(mark.PutOn(desired.First)))];
    }

    private string Text(int i, string version) => string.Create(CultureInfo.InvariantCulture, $$"""
        apiVersion: reconciler.dev/v1
        kind: App
        metadata:
          name: app-{{i:d5}}
          labels:
            team: team-{{i % 20}}
        spec:
          namespace: {{Name}}
          image: registry.example.com/app-{{i:d5}}:{{version}}
          processes:
            web:
              command: bin/serve --port 8080
              replicas: 2
              port: 8080
              resources:
                requests:
                  cpu: 100m
                  memory: 128Mi
                limits:
                  memory: 512Mi
              healthChecks:
                readiness:
                  httpGet:
                    path: /ready
                  periodSeconds: 5
                liveness:
                  httpGet:
                    path: /live
          domains:
            - app-{{i:d5}}.example.com
          ingress:
            class: nginx
            headers:
              X-Frame-Options: DENY
        """);
}
