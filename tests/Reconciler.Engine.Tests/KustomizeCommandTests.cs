using System.Runtime.Versioning;
using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Git;

namespace Reconciler.Engine.Tests;

/// <summary>These need kustomize on PATH and fail without it: tests/run installs it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KustomizeCommandTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);
    private static readonly string SearchPath = System.Environment.GetEnvironmentVariable("PATH") ?? "";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_is_built_from_the_files_given()
    {
        var built = await BuildAsync(SearchPath, ("k/kustomization.yaml", "resources: [../base]\nnamePrefix: pre-\n"), ("base/kustomization.yaml", "resources: [c.yaml]\n"), ("base/c.yaml", ConfigMap));
        Assert.Contains("name: pre-c", Assert.IsType<KustomizeResult.Built>(built).Yaml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resources: [nothing.yaml]\n", "nothing.yaml")]
    [InlineData("resources: [../secret.yaml]\n", "secret.yaml")]
    [InlineData("resources: [/etc/hostname]\n", "/etc/hostname")]
    [InlineData("resource: []\n", "resource")]
    public async Task A_build_that_is_refused_says_why_and_names_no_folder_of_the_machine(string kustomization, string named)
    {
        var failed = Assert.IsType<KustomizeResult.Failed>(await BuildAsync(SearchPath, ("k/kustomization.yaml", kustomization), ("secret.yaml", ConfigMap)));
        Assert.Equal(MachineCodes.KustomizeFailed, failed.Code);
        Assert.Contains(named, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath(), failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_kustomize_and_kubectl_there_is_an_error() =>
        Assert.Equal(MachineCodes.KustomizeMissing, Assert.IsType<KustomizeResult.Failed>(await BuildAsync(_folder.Path)).Code);

    [Fact]
    public async Task Kubectl_is_taken_where_kustomize_is_not_there()
    {
        Script("kubectl", "echo \"said: $*\"");
        Assert.Equal("said: kustomize ./k\n", Assert.IsType<KustomizeResult.Built>(await BuildAsync(_folder.Path)).Yaml);
        Script("kustomize", "echo \"said: $*\"");
        Assert.Equal("said: build ./k\n", Assert.IsType<KustomizeResult.Built>(await BuildAsync(_folder.Path)).Yaml);
    }

    [Fact]
    public async Task A_build_that_hangs_is_stopped()
    {
        Script("kustomize", "/bin/sleep 60");
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var failed = await new KustomizeCommand(_folder.Path, TimeSpan.FromSeconds(0.2)).BuildAsync("k", Files(), default);
        Assert.Equal(MachineCodes.KustomizeTimeout, Assert.IsType<KustomizeResult.Failed>(failed).Code);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task An_interrupted_build_is_interrupted()
    {
        Script("kustomize", "/bin/sleep 60");
        using var interrupt = new CancellationTokenSource(TimeSpan.FromSeconds(0.2));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new KustomizeCommand(_folder.Path, Minute).BuildAsync("k", Files(), interrupt.Token));
    }

    private const string ConfigMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n";

    private void Script(string name, string body)
    {
        _folder.With(name, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(Path.Combine(_folder.Path, name), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> Files(params (string Path, string Text)[] files) =>
        files.ToDictionary(file => file.Path, file => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(file.Text));

    private static Task<KustomizeResult> BuildAsync(string searchPath, params (string Path, string Text)[] files) =>
        new KustomizeCommand(searchPath, Minute).BuildAsync("k", Files(files), default);
}
