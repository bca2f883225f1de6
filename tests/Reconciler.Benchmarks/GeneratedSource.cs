using System.Globalization;
using System.Text;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Benchmarks;

/// <summary>A source of App files of 60 lines each, as a large repository has them.</summary>
internal static class GeneratedSource
{
    public static (string Path, byte[] Bytes)[] Files(int count) =>
        [.. Enumerable.Range(0, count).Select(i => (Path: $"apps/app-{i:d5}.yaml", Bytes: Encoding.UTF8.GetBytes(App(i))))];

    public static SourceTree Parse((string Path, byte[] Bytes)[] files)
    {
        var trees = SourceTreeBuilder();
        foreach (var file in Many.Select(files, file => YamlReader.Read(file.Path, file.Bytes))) trees[file.Path] = file;
        return new SourceTree { Files = trees.ToImmutable() };
    }

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, YamlFile>.Builder SourceTreeBuilder() =>
        System.Collections.Immutable.ImmutableSortedDictionary.CreateBuilder<string, YamlFile>(StringComparer.Ordinal);

    private static string App(int i) => string.Create(CultureInfo.InvariantCulture, $$"""
        apiVersion: reconciler.dev/v1
        kind: App
        metadata:
          name: app-{{i:d5}}
          labels:
            team: team-{{i % 20}}
            tier: backend
        spec:
          namespace: space-{{i % 50}}
          image: registry.example.com/app-{{i:d5}}:v{{i % 90}}
          env:
            LOG_LEVEL: info
            REGION: eu-1
            CACHE_SIZE: "{{i}}"
            DATABASE_URL:
              secret: database-{{i % 20}}
              key: url
          processes:
            web:
              command: bin/serve --port 8080
              replicas: 3
              port: 8080
              resources:
                requests:
                  cpu: 250m
                  memory: 256Mi
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
              rollout:
                maxSurge: 1
                maxUnavailable: 0
              labels:
                pod:
                  shape: round
            worker:
              command: [bin/work, --queue, default]
              replicas: 2
              resources:
                requests:
                  cpu: 100m
                  memory: 128Mi
          domains:
            - app-{{i:d5}}.example.com
          ingress:
            class: nginx
            nginx:
              clientMaxBodySize: 10m
          cron:
            - name: nightly
              schedule: "{{i % 60}} 3 * * *"
              command: bin/nightly
              concurrency: forbid
          deploy:
            timeout: 5m
        """);
}
