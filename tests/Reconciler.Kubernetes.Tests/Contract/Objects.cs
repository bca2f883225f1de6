namespace Reconciler.Kubernetes.Tests.Contract;

/// <summary>Objects that many tests start from, in YAML.</summary>
internal static class Yaml
{
    public static string ConfigMap(string name, string data = "{a: '1'}", string metadata = "") =>
        $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}{metadata}}}\ndata: {data}\n";

    public static string Secret(string name, string data = "{a: MQ==}", string more = "") =>
        $"apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}}}\ndata: {data}\n{more}";

    /// <summary>A Deployment of one container; what is added to spec and container stands in flow style.</summary>
    public static string Deployment(string name, string spec = "", string container = "", string image = "nginx:1.27") => $"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {name}
        spec:
          selector:
            matchLabels:
              app: {name}
          {spec}
          template:
            metadata:
              labels:
                app: {name}
            spec:
              containers:
                - name: c
                  image: "{image}"
                  {container}
        """;

    public static string Service(string name, string ports = "[{name: http, port: 80}]", string more = "") => $"""
        apiVersion: v1
        kind: Service
        metadata:
          name: {name}
          labels:
            team: blue
        spec:
          selector:
            app: {name}
          ports: {ports}
          {more}
        """;

    public static string Job(string name, string more = "", string metadata = "") => $"""
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: {name}
          {metadata}
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: c
                  image: "busybox:1"
                  {more}
        """;

    public static string Pod(string name, string labels = "{}") =>
        $"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {labels}}}\nspec: {{containers: [{{name: c, image: \"nginx:1.27\"}}]}}\n";
}
