using System.Collections.Immutable;
using Reconciler.Specs.Schemas;

namespace Reconciler.Cli.Init;

/// <summary>The files that `init` writes, by path.</summary>
internal static class StarterRepo
{
    private const string SchemaPath = "schemas/reconciler.schema.json";

    public static ImmutableSortedDictionary<string, string> Files() => ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
    [
        KeyValuePair.Create("environment.yaml", Environment),
        KeyValuePair.Create("apps/hello.yaml", App),
        KeyValuePair.Create(".reconcileignore", Ignore),
        KeyValuePair.Create(".vscode/settings.json", Editor),
        KeyValuePair.Create(".github/workflows/validate.yaml", Workflow),
        KeyValuePair.Create(SchemaPath, SpecSchemas.UnionText),
    ]);

    private const string Environment = """
        # yaml-language-server: $schema=./schemas/reconciler.schema.json
        # What holds for every App of this repo. `reconcile explain Environment` shows the fields.
        apiVersion: reconciler.dev/v1
        kind: Environment
        metadata:
          name: production
        spec:
          namespace: hello

        """;

    private const string App = """
        # yaml-language-server: $schema=../schemas/reconciler.schema.json
        # One App. `reconcile explain App` shows the fields, `reconcile render` what it becomes.
        apiVersion: reconciler.dev/v1
        kind: App
        metadata:
          name: hello
        spec:
          image: docker.io/library/nginx:1.27.3
          processes:
            web:
              replicas: 2
              port: 80
              healthChecks:
                readiness: {httpGet: {path: /}}

        """;

    private const string Ignore = """
        # Files that are no specs and no manifests, in the syntax of .gitignore.
        docs/

        """;

    private const string Editor = """
        {
          "yaml.schemas": {
            "./schemas/reconciler.schema.json": ["*.yaml", "!.github/**"]
          }
        }

        """;

    private const string Workflow = """
        # Checks every pull request and shows the problems beside its lines. `reconcile` has to be on the runner's PATH.
        name: validate
        on: [pull_request]
        jobs:
          validate:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v4
              - run: reconcile validate . --output github

        """;
}
