using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Dokku;

namespace Reconciler.Core.Tests.Specs.Dokku;

public sealed class FormationTests
{
    private const string Lines = "web: a\nworker: b\n";

    [Theory]
    [InlineData(Lines, null, null, "web=1 worker=0", 1092)]
    [InlineData(Lines, null, "worker: {replicas: 2}", "web=1", null)]
    [InlineData(Lines, null, "\"*\": {replicas: 2}", "", null)]
    [InlineData(Lines, null, "worker: {port: 1}", "web=1 worker=0", 1092)]
    [InlineData(Lines, """{"formation": {"worker": {"quantity": 3}}}""", null, "web=0", 1093)]
    [InlineData(Lines, """{"formation": {"worker": {"quantity": 3}}}""", "web: {replicas: 1}", "", null)]
    [InlineData(Lines, """{"formation": {"worker": {"max_parallel": 3}}}""", null, "web=1 worker=0", 1092)]
    [InlineData(null, """{"formation": {"web": {}, "worker": {}}}""", null, "web=1 worker=0", 1092)]
    [InlineData(null, """{"formation": {"worker": {}}}""", "worker: {port: 1}", "", null)]
    [InlineData(null, """{"healthchecks": {"*": {}}}""", null, "", null)]
    [InlineData(null, null, "worker: {}", "", null)]
    [InlineData("web: a", null, null, "web=1", null)]
    public void Replicas_that_nothing_says_are_filled_in_as_Dokku_does(string? procfile, string? appJson, string? spec, string expected, int? code)
    {
        var part = Complete(procfile, appJson, spec);
        Assert.Equal(expected, string.Join(' ', part.Processes.Entries.Select(entry => $"{entry.Key}={((MapNode)entry.Value).Int("replicas")!.Value}")));
        Assert.Equal(code is null ? [] : [code.Value], part.Problems.Select(problem => problem.Code.Number));
    }

    [Fact]
    public void The_warning_stands_at_the_line_of_the_Procfile_and_shows_what_to_write()
    {
        var part = Complete(Lines, null, null);
        var problem = Assert.Single(part.Problems);
        Assert.Equal((Severity.Warning, new Origin("Procfile", 2, 1), "write processes: {worker: {replicas: 1}} in the App"), (problem.Severity, problem.Place, problem.Fix));
        Assert.Equal(new Origin("Procfile", 2, 1), part.Processes.Map("worker")!["replicas"]!.Origin);
    }

    private static DokkuPart Complete(string? procfile, string? appJson, string? spec) => Formation.Complete(
        procfile is null ? null : Procfile.Read("Procfile", procfile),
        appJson is null ? null : AppJson.Read("app.json", appJson),
        spec is null ? null : YamlReader.Read("app.yaml", spec).Documents.Single().Root);
}
