namespace Reconciler.Chart.Tests;

/// <summary>Values that can't be meant are refused before anything is installed.</summary>
public sealed class ValuesTests
{
    private const string Source = "environments[0].source=https://git.example.com/a.git";

    [Theory]
    [InlineData("environments: Array must have at least 1 items", "replicas=2")]
    [InlineData("environments.0: source is required", "environments[0].ref=main")]
    [InlineData("Additional property branch is not allowed", Source, "environments[0].branch=main")]
    [InlineData("environments.0: Has a dependency on kubeconfigFrom", Source, "environments[0].cluster=prod")]
    [InlineData("environments.0.kubeconfigFrom: Must validate one and only one schema", Source, "environments[0].kubeconfigFrom.secret=prod")]
    [InlineData("environments.0.kubeconfigFrom: Must validate one and only one schema", Source, "environments[0].kubeconfigFrom.env=A,environments[0].kubeconfigFrom.file=/a")]
    [InlineData("replicas: Must be greater than or equal to 1", Source, "replicas=0")]
    [InlineData("replicas: Invalid type", Source, "replicas=two")]
    [InlineData("Additional property replicaCount is not allowed", Source, "replicaCount=2")]
    [InlineData("Additional property repo is not allowed", Source, "image.repo=a")]
    [InlineData("image.digest: Does not match pattern", Source, "image.digest=sha256:1")]
    [InlineData("image.pullPolicy must be one of", Source, "image.pullPolicy=Sometimes")]
    [InlineData("rbac.scope must be one of", Source, "rbac.scope=namespace")]
    [InlineData("rbac.namespaces: Array must have at least 1 items", Source, "rbac.scope=namespaces")]
    [InlineData("rbac.namespaces: Array must have at most 0 items", Source, "rbac.namespaces={team-a}")]
    [InlineData("rbac.namespaces.0: Does not match pattern", Source, "rbac.scope=namespaces,rbac.namespaces={Team}")]
    [InlineData("rbac.extraRules.0: verbs is required", Source, "rbac.extraRules[0].resources={a},rbac.extraRules[0].apiGroups={b}")]
    [InlineData("ingress.hosts: Array must have at least 1 items", Source, "ingress.enabled=true")]
    [InlineData("service.port: Must be less than or equal to 65535", Source, "service.port=70000")]
    [InlineData("otlp.endpoint: Does not match pattern", Source, "otlp.endpoint=collector:4317")]
    [InlineData("resources.limits.memory", Source, "resources.limits.memory=lots")]
    [InlineData("storage.cacheSize: Does not match pattern", Source, "storage.cacheSize=1GB")]
    [InlineData("Additional property password is not allowed", Source, "git.create.password=a")]
    [InlineData("an ssh key needs knownHosts", Source, "git.create.sshKey=a")]
    [InlineData("an ssh key needs knownHosts", Source, "git.secretName=git,git.keys.sshKey=identity")]
    [InlineData("write secretName with keys, or create, not both", Source, "git.secretName=git,git.keys.token=a,git.create.token=b")]
    [InlineData("say which keys the Secret of git.secretName has", Source, "git.secretName=git")]
    [InlineData("git.keys.token: name the Secret in git.secretName", Source, "git.keys.token=token")]
    [InlineData("a username needs a token", Source, "git.create.username=bot")]
    [InlineData("name the account to use, or set serviceAccount.create", Source, "serviceAccount.create=false")]
    public async Task A_wrong_value_is_refused_by_its_name(string message, params string[] values)
    {
        var result = await Helm.TemplateAsync([], values);
        Assert.NotEqual(0, result.Code);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Out);
    }

    [Fact]
    public async Task A_cluster_that_is_too_old_is_refused()
    {
        var result = await Helm.RunAsync("template", "a", Files.Chart, "--set", Source, "--kube-version", "1.26.0");
        Assert.NotEqual(0, result.Code);
        Assert.Contains("incompatible with Kubernetes", result.Error, StringComparison.Ordinal);
    }
}
