using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Kube;

namespace Reconciler.Cli.Tests.Clusters;

/// <summary>Which cluster a command line and an environment mean.</summary>
public sealed class ClusterConnectionTests : IDisposable
{
    private readonly Cli _cli = new();

    public ClusterConnectionTests() => (_cli.Variables["HOME"], _cli.Variables["RECONCILE_SANDBOX"]) = (_cli.Folder, "sandbox.db");

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("", "", "home")]
    [InlineData("--cluster other", "", "other")]
    [InlineData("", "RECONCILE_CLUSTER=other", "other")]
    [InlineData("--cluster home", "RECONCILE_CLUSTER=other", "home")]
    [InlineData("--cluster sandbox", "", "sandbox")]
    [InlineData("", "RECONCILE_CLUSTER=sandbox", "sandbox")]
    [InlineData("--cluster home", "RECONCILE_CLUSTER=sandbox", "home")]
    [InlineData("", "KUBECONFIG={folder}/listed.yaml", "listed")]
    [InlineData("--kubeconfig named.yaml", "KUBECONFIG={folder}/listed.yaml", "named")]
    [InlineData("--kubeconfig named.yaml", "RECONCILE_CLUSTER=sandbox", "named")]
    [InlineData("--cluster other --kubeconfig named.yaml", "RECONCILE_CLUSTER=sandbox", "other")]
    public async Task A_cluster_is_found_where_the_command_line_or_else_the_environment_says(string line, string environment, string expected)
    {
        _cli.With(".kube/config", Config("home")).With("listed.yaml", Config("listed")).With("named.yaml", Config("named"));
        Set(environment);
        var (connection, problems) = await OpenAsync(line);
        Assert.Empty(problems);
        await using (connection) Assert.Equal(expected, connection!.Name);
    }

    [Theory]
    [InlineData("", "", 2101, "--cluster sandbox")]
    [InlineData("--cluster other", "", 2104, "--cluster sandbox")]
    [InlineData("--kubeconfig none.yaml", "", 2102, "--kubeconfig")]
    [InlineData("--cluster sandbox --kubeconfig none.yaml", "", 2026, "leave one of them out")]
    [InlineData("--cluster sandbox", "RECONCILE_SANDBOX=.", 2152, "sandbox.db")]
    [InlineData("", "KUBERNETES_SERVICE_HOST=10.0.0.1", 2113, "")]
    public async Task A_cluster_that_is_not_there_is_a_problem_with_a_way_out(string line, string environment, int code, string fix)
    {
        Set(environment);
        var (connection, problems) = await OpenAsync(line);
        Assert.Null(connection);
        Assert.Contains(problems, problem => problem.Code.Number == code && (problem.Fix ?? "").Contains(fix, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_sandbox_runs_as_long_as_the_connection()
    {
        var (connection, _) = await OpenAsync("--cluster sandbox");
        Assert.IsType<KindLookup.Served>(await connection!.Client.Kinds.Find("apps/v1", "Deployment", default));
        Assert.Equal("", (await _cli.RunAsync("sandbox", "kubeconfig")).Error);
        await connection.DisposeAsync();
        Assert.Contains("does not run now", (await _cli.RunAsync("sandbox", "kubeconfig")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_contexts_are_completed_with_the_sandbox_among_them()
    {
        _cli.With(".kube/config", Config("home"));
        var command = new Command("plan");
        ClusterOptions.AddTo(command, _cli.Host());
        var found = command.Parse("--cluster ").GetCompletions("--cluster ".Length).Select(item => item.Label);
        Assert.Equal(["home", "other", "sandbox"], found.Where(label => !label.StartsWith('-')).Order(StringComparer.Ordinal));
    }

    private Task<(ClusterConnection? Connection, System.Collections.Immutable.ImmutableArray<Diagnostics.Diagnostic> Problems)> OpenAsync(string line)
    {
        var command = new Command("plan");
        var options = ClusterOptions.AddTo(command, _cli.Host());
        return ClusterConnection.OpenAsync(_cli.Host(), options.Of(command.Parse(line)), default);
    }

    private void Set(string variable)
    {
        if (variable.Split('=') is [var name, var value]) _cli.Variables[name] = value.Replace("{folder}", _cli.Folder, StringComparison.Ordinal);
    }

    private static string Config(string current) => $$"""
        apiVersion: v1
        kind: Config
        current-context: {{current}}
        contexts:
          - {name: {{current}}, context: {cluster: c, user: u} }
          - {name: other, context: {cluster: c, user: u} }
        clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"} }]
        users: [{name: u, user: {token: t} }]
        """;
}
