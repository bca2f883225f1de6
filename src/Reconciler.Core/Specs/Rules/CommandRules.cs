using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Specs.Rules;

/// <summary>Commands that are one text have to split into words without a shell; an entrypoint is a list.</summary>
internal static class CommandRules
{
    public static IEnumerable<Diagnostic> Check(AppScope app)
    {
        var problems = new List<Diagnostic>();
        foreach (var (_, process) in app.WrittenProcesses)
        {
            Split(process["command"], problems);
            Entrypoint(process["entrypoint"], problems);
        }
        foreach (var cron in app.Written.Maps("cron")) Split(cron["command"], problems);
        foreach (var cron in app.App.Cron) Required(app, cron.Command, cron.Name, cron.Fields, "cron entry", problems);
        foreach (var task in Tasks(app.Written)) Split(task["command"], problems);
        foreach (var task in app.App.Deploy.Tasks.Before.Concat(app.App.Deploy.Tasks.After)) Required(app, task.Command, task.Name, task.Fields, "task", problems);
        return problems;
    }

    private static IEnumerable<MapNode> Tasks(MapNode written) => (written.Path("deploy", "tasks") as MapNode) is { } tasks ? tasks.Maps("before").Concat(tasks.Maps("after")) : [];

    private static void Split(Node? command, List<Diagnostic> problems)
    {
        if (command is ScalarNode { IsNull: false } text) Command.FromSpec(new Sourced<string>(text.Written, text.Origin), problems);
        else if (command is ListNode { Items: [ScalarNode { Kind: ScalarKind.String, Value: "" } first, ..] }) problems.Add(WorkloadCodes.Command.At(first.Origin, "the first word of a command is empty"));
    }

    private static void Entrypoint(Node? entrypoint, List<Diagnostic> problems)
    {
        if (entrypoint is not ScalarNode { IsNull: false } text) return;
        var shown = ShellWords.Split(text.Written) is ShellSplit.Words words ? $"[{string.Join(", ", words.Items.Select(word => $"\"{word}\""))}]" : Command.InShell(text.Written);
        problems.Add(WorkloadCodes.Command.At(text.Origin, "an entrypoint is a list of words", $"write entrypoint: {shown}") with { Found = text.Written });
    }

    private static void Required(AppScope app, Node? command, Sourced<string>? name, MapNode fields, string what, List<Diagnostic> problems)
    {
        if (!command.IsNullOrMissing() && command is not ListNode { Items.IsEmpty: true }) return;
        problems.Add(WorkloadCodes.Command.At(app.At(command is ListNode list ? list.Origin : name?.Origin ?? fields.Origin), $"the {what} \"{name?.Value}\" has no command", "write what it runs, as in command: rake nightly"));
    }
}
