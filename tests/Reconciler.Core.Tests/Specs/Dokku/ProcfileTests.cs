using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Dokku;

namespace Reconciler.Core.Tests.Specs.Dokku;

public sealed class ProcfileTests
{
    [Fact]
    public void Each_line_is_a_process_with_its_command_at_its_place()
    {
        var part = Procfile.Read("Procfile", "# processes\n\nweb: bundle exec puma -p $PORT\r\nworker:bin/work\n");
        Assert.Empty(part.Problems);
        Assert.Equal(["web", "worker"], part.Processes.Keys);
        Assert.Equal(["bundle", "exec", "puma", "-p", "$(PORT)"], part.Processes.Map("web").Texts("command").Select(word => word.Value));
        Assert.Equal(new Origin("Procfile", 3, 6), part.Processes.Map("web")!["command"]!.Origin);
        Assert.Equal(new Origin("Procfile", 4, 1), part.Processes.Find("worker")!.Value.KeyOrigin);
        Assert.Equal(new Origin("Procfile", 4, 8), part.Processes.Map("worker")!["command"]!.Origin);
    }

    [Fact]
    public void Release_is_a_task_before_the_deploy_and_no_process()
    {
        var part = Procfile.Read("Procfile", "release: rake db:migrate\n");
        Assert.Empty(part.Processes.Keys);
        var task = Assert.Single(part.Fields.Map("deploy").Map("tasks").Maps("before"));
        Assert.Equal("release", task.Text("name")!.Value);
        Assert.Equal(["rake", "db:migrate"], task.Texts("command").Select(word => word.Value));
    }

    [Fact]
    public void A_line_that_needs_a_shell_gets_one_with_a_note_at_the_character()
    {
        var part = Procfile.Read("Procfile", "web: a && b $(c)\n");
        Assert.Equal(["/bin/sh", "-c", "a && b $$(c)"], part.Processes.Map("web").Texts("command").Select(word => word.Value));
        var note = Assert.Single(part.Problems);
        Assert.Equal((ValueCodes.WrappedInShell, new Origin("Procfile", 1, 8)), (note.Code, note.Place));
    }

    [Fact]
    public void A_name_of_Dokku_becomes_ours_with_a_note()
    {
        var part = Procfile.Read("Procfile", "Sidekiq_Low: run");
        Assert.Equal(["sidekiq-low"], part.Processes.Keys);
        Assert.Equal(ValueCodes.ProcessRenamed, Assert.Single(part.Problems).Code);
    }

    [Theory]
    [InlineData("web bundle", 1080, 1)]
    [InlineData(": x", 1080, 1)]
    [InlineData("a b: x", 1080, 1)]
    [InlineData("web:", 1080, 1)]
    [InlineData("  web:   ", 1080, 3)]
    [InlineData("-web: x", 1082, 1)]
    [InlineData("run: x", 1082, 1)]
    [InlineData("before: x", 1082, 1)]
    [InlineData("after: x", 1082, 1)]
    [InlineData("cron-nightly: x", 1082, 1)]
    [InlineData("Cron_nightly: x", 1082, 1)]
    [InlineData("web: a 'b", 1068, 8)]
    public void A_bad_line_is_refused_at_its_place(string text, int code, int column)
    {
        var problem = Assert.Single(Procfile.Read("Procfile", text).Problems);
        Assert.Equal((code, column, Severity.Error), (problem.Code.Number, problem.Place.Column, problem.Severity));
    }

    [Theory]
    [InlineData("web: a\nworker: b\nweb: c")]
    [InlineData("web: a\nworker: b\nWEB: c")]
    public void A_second_line_of_a_process_is_refused(string text)
    {
        var part = Procfile.Read("Procfile", text);
        var problem = Assert.Single(part.Problems);
        Assert.Equal((ValueCodes.ProcessTwice, 3), (problem.Code, problem.Place.Line));
        Assert.Contains("line 1", problem.Message, StringComparison.Ordinal);
        Assert.Equal("a", part.Processes.Map("web").Texts("command").Single().Value);
    }

    [Fact]
    public void All_bad_lines_are_reported_at_once() => Assert.Equal(3, Procfile.Read("Procfile", "x\nrun: y\nok: z\na 'b").Problems.Length);

    [Theory]
    [InlineData("crontab: x")]
    [InlineData("runner: x")]
    [InlineData("web: /bin/true # 'quoted'")]
    public void Names_and_commands_near_to_bad_ones_pass(string text) => Assert.DoesNotContain(Procfile.Read("Procfile", text).Problems, problem => problem.Severity == Severity.Error);
}
