using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Dokku;

namespace Reconciler.Core.Tests.Specs.Dokku;

public sealed class AppJsonTests
{
    [Theory]
    [InlineData("""{"formation": {"web": {"quantity": 2, "max_parallel": 3, "service": {"exposed": true}}}}""", "processes: {web: {replicas: 2, rollout: {maxUnavailable: 3}, expose: true}}")]
    [InlineData("""{"formation": {"web": {"quantity": 0, "max_parallel": -1}, "Work_er": {}}}""", "processes: {web: {replicas: 0}, work-er: {}}")]
    [InlineData("""{"formation": {"web": {"autoscaling": {"min_quantity": 1, "max_quantity": 10, "polling_interval_seconds": 30, "cooldown_seconds": 60, "triggers": [{"name": "q", "type": "datadog", "metadata": {"query": "x:[[ .APP_NAME ]]", "n": 1.10}}]}}}}""",
        """processes: {web: {autoscaling: {min: 1, max: 10, pollingInterval: 30, cooldown: 60, triggers: [{type: datadog, name: q, metadata: {query: "x:${APP}", n: "1.10"}}]}}}""")]
    [InlineData("""{"formation": {"web": {"autoscaling": {"cooldown_period_seconds": 90, "cooldown_seconds": 60, "triggers": [{"type": "cpu"}]}}}}""",
        "processes: {web: {autoscaling: {cooldown: 90, triggers: [{type: cpu}]}}}")]
    [InlineData("""{"healthchecks": {"web": [{"type": "readiness", "name": "x", "path": "/{{ $APP }}/up", "port": 81, "scheme": "https", "httpHeaders": [{"name": "A", "value": "b"}], "attempts": 3, "initialDelay": 4, "wait": 5, "timeout": 6}]}}""",
        """processes: {web: {healthChecks: {readiness: {httpGet: {path: "/${APP}/up", port: 81, scheme: HTTPS, httpHeaders: [{name: A, value: b}]}, initialDelaySeconds: 4, periodSeconds: 5, timeoutSeconds: 6, failureThreshold: 3}}}}""")]
    [InlineData("""{"healthchecks": {"web": [{"type": "startup", "listening": true, "path": "/x", "httpHeaders": [{"name": "host", "value": "h"}], "attempts": 0}, {"type": "liveness", "command": ["a", "$b", 1], "listening": true}]}}""",
        "processes: {web: {healthChecks: {startup: {tcpSocket: {host: h}}, liveness: {exec: {command: [a, $b, \"1\"]}}}}}")]
    [InlineData("""{"formation": {"web": {"max_parallel": 1}}, "healthchecks": {"web": [{"type": "startup", "uptime": 10}]}}""", "processes: {web: {rollout: {maxUnavailable: 1, minReadySeconds: 10}}}")]
    [InlineData("""{"healthchecks": {"*": {"liveness": {"exec": {"command": ["/bin/pidof", "/start"]}}}, "web": {"readiness": {"httpGet": {"path": "/{{ $APP }}"}, "periodSeconds": 5}}}}""",
        """processes: {"*": {healthChecks: {liveness: {exec: {command: [/bin/pidof, /start]}}}}, web: {healthChecks: {readiness: {httpGet: {path: "/${APP}"}, periodSeconds: 5}}}}""")]
    [InlineData("""{"cron": [{"command": "node nightly.js", "schedule": "0 3 * * *", "concurrency_policy": "forbid", "maintenance": true}, {"command": "node nightly.js", "schedule": "@daily"}]}""",
        """cron: [{name: cron-78cf9383, schedule: "0 3 * * *", command: [node, nightly.js], concurrency: forbid, suspend: true}, {name: cron-78cf9383-2, schedule: "@daily", command: [node, nightly.js]}]""")]
    [InlineData("""{"env": {"A": "x", "B": 1.10, "C": {"value": "y", "description": "d", "sync": true}, "D": {"required": false}, "E": true, "F": null, "G": {"value": "", "generator": "secret"}}}""",
        """env: {A: x, B: "1.10", C: y, E: "true", G: ""}""")]
    [InlineData("""{"scripts": {"postdeploy": "rake seed", "test": "x", "dokku": {"postdeploy": "rake warm"}}}""",
        "deploy: {tasks: {after: [{name: first-deploy, command: [rake, seed], once: true}, {name: postdeploy, command: [rake, warm]}]}}")]
    [InlineData("""{"name": "x", "description": "", "keywords": [], "addons": ["redis"], "buildpacks": [{}], "stack": "heroku-22", "image": "x", "environments": {}, "repository": "", "logo": "", "website": "", "success_url": ""}""", "{}")]
    [InlineData("""{"formation": {"web": {"quantity": null}}, "cron": null, "healthchecks": null}""", "processes: {web: {}}")]
    public void A_section_of_app_json_becomes_fields_of_an_App(string json, string yaml)
    {
        var part = AppJson.Read("app.json", json);
        Assert.DoesNotContain(part.Problems, problem => problem.Severity > Severity.Note);
        var expected = YamlReader.Read("expected.yaml", yaml).Documents.Single().Root;
        Assert.True(Node.DeepEquals(expected, part.Fields), YamlWriter.Write(part.Fields));
    }

    [Fact]
    public void Predeploy_comes_first_with_a_warning()
    {
        var part = AppJson.Read("app.json", """{"scripts": {"dokku": {"predeploy": "touch x && sync"}}}""");
        var task = Assert.Single(part.Fields.Map("deploy").Map("tasks").Maps("before"));
        Assert.Equal("predeploy", task.Text("name")!.Value);
        Assert.Equal(["/bin/sh", "-c", "touch x && sync"], task.Texts("command").Select(word => word.Value));
        Assert.Equal([ValueCodes.WrappedInShell, ValueCodes.PredeployNotKept], part.Problems.Select(problem => problem.Code));
    }

    [Theory]
    [InlineData("[]", 1085)]
    [InlineData("""{"formation": []}""", 1085)]
    [InlineData("""{"formation": {"web": {"quantity": "2"}}}""", 1085)]
    [InlineData("""{"formation": {"web": {"quantity": -1}}}""", 1085)]
    [InlineData("""{"formation": {"web": {"service": {"exposed": "yes"}}}}""", 1085)]
    [InlineData("""{"formation": {"run": {"quantity": 1}}}""", 1082)]
    [InlineData("""{"formation": {"*": {"quantity": 1}}}""", 1082)]
    [InlineData("""{"formation": {"web": {}, "Web": {}}}""", 1081)]
    [InlineData("""{"formation": {"a_b": {}}, "healthchecks": {"a_b": {}}}""", 1083)]
    [InlineData("""{"formation": {"web": {"size": "Standard"}}}""", 1086)]
    [InlineData("""{"formation": {"web": {"autoscaling": {"triggers": []}}}}""", 1087)]
    [InlineData("""{"formation": {"web": {"autoscaling": {"triggers": [{"type": "cpu"}, {"name": "x"}]}}}}""", 1085)]
    [InlineData("""{"formation": {"web": {"autoscaling": {"triggers": [{"type": "cpu", "metadata": {"a": "[[ .NOPE ]]"}}]}}}}""", 1070)]
    [InlineData("""{"healthchecks": {"web": [{"type": "liveness", "path": "/", "content": "ok"}]}}""", 1087)]
    [InlineData("""{"healthchecks": {"web": [{"type": "liveness", "path": "/", "warn": true}]}}""", 1087)]
    [InlineData("""{"healthchecks": {"web": [{"type": "liveness", "path": "/", "onFailure": {"url": "x"}}]}}""", 1087)]
    [InlineData("""{"healthchecks": {"web": [{"type": "liveness", "path": "/"}, {"type": "liveness", "path": "/2"}]}}""", 1087)]
    [InlineData("""{"healthchecks": {"web": [{"type": "ready", "path": "/"}]}}""", 1087)]
    [InlineData("""{"healthchecks": {"web": [{"path": "/"}]}}""", 1087)]
    [InlineData("""{"healthchecks": {"web": [{"type": "liveness"}]}}""", 1087)]
    [InlineData("""{"healthchecks": {"web": [{"type": "liveness", "command": "a b", "path": "/"}]}}""", 1085)]
    [InlineData("""{"healthchecks": {"web": [1]}}""", 1085)]
    [InlineData("""{"healthchecks": {"web": {"startupp": {}}}}""", 1086)]
    [InlineData("""{"cron": [{"command": "a"}]}""", 1087)]
    [InlineData("""{"cron": [{"schedule": "@daily"}]}""", 1087)]
    [InlineData("""{"cron": [{"command": "a", "schedule": "61 * * * *"}]}""", 1065)]
    [InlineData("""{"cron": [{"command": "a", "schedule": "@daily", "concurrency_policy": "Forbid"}]}""", 1085)]
    [InlineData("""{"cron": [{"command": "a", "schedule": "@daily", "id": "x"}]}""", 1086)]
    [InlineData("""{"env": {"1A": "x"}}""", 1073)]
    [InlineData("""{"env": {"A": ["x"]}}""", 1085)]
    [InlineData("""{"env": {"A": "{{ $APP }}"}}""", 1088)]
    [InlineData("""{"formations": {}}""", 1086)]
    [InlineData("""{"scripts": {"dokku": {"predeployy": "x"}}}""", 1086)]
    public void What_is_not_right_is_reported_once(string json, int code) => Assert.Equal(code, Assert.Single(AppJson.Read("app.json", json).Problems).Code.Number);

    [Fact]
    public void A_problem_is_at_the_value_with_what_was_found()
    {
        var problem = Assert.Single(AppJson.Read("app.json", "{\n\t\"formation\": {\n\t\t\"web\": {\"quantity\": \"2\"}\n\t}\n}").Problems);
        Assert.Equal((new Origin("app.json", 3, 23), "quantity has to be a whole number; this is \"2\""), (problem.Place, problem.Message));
    }

    [Fact]
    public void A_required_variable_without_a_value_is_missing_unless_the_App_sets_it()
    {
        var part = AppJson.Read("app.json", """{"env": {"A": {"description": "x"}, "B": {"required": true}, "C": {"generator": "secret"}, "D": {"required": false}}}""");
        Assert.Empty(part.Problems);
        Assert.Equal([("A", null), ("B", null), ("C", "secret")], part.Wanted.Select(wanted => (wanted.Name, wanted.Generator)));
        Assert.Equal([ValueCodes.VariableWanted, ValueCodes.VariableGenerator], part.Missing(name => name == "A").Select(problem => problem.Code));
        Assert.Contains("\"secret\"", part.Missing(name => name != "C").Single().Message, StringComparison.Ordinal);
        Assert.Empty(part.Missing(_ => true));
    }
}
