using System.CommandLine;
using System.CommandLine.Completions;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Schemas;

namespace Reconciler.Cli.Commands;

/// <summary>Documents a field of the language, or what a code means and how to mend it.</summary>
internal static class ExplainCommand
{
    public static Command Create(CommandHost host)
    {
        var subject = new Argument<string>("SUBJECT") { HelpName = "SUBJECT", Description = "A kind, a field such as App.processes.web.port, or a code such as RCN1012" };
        subject.CompletionSources.Add(Complete);
        var output = CommonOptions.Output("text", "json");
        var command = new Command("explain", "Explain a field, or the code of a problem.") { subject, output };
        command.SetAction(parse => Run(host, parse.GetValue(subject)!, parse.GetValue(output) == "json"));
        return command;
    }

    private static int Run(CommandHost host, string subject, bool json)
    {
        if (DiagnosticCode.Find(subject) is { } code)
        {
            if (json) host.Out.WriteLine(Explanation.Json(code));
            else Explanation.Write(host.Out, code);
            return ExitCode.Done;
        }
        if (SchemaFields.Find(subject) is { } field)
        {
            if (json) host.Out.WriteLine(Explanation.Json(field));
            else Explanation.Write(host.Out, field);
            return ExitCode.Done;
        }
        return TextDiagnostics.Fail(host, MachineCodes.NothingToExplain.At(Origin.None, $"there is nothing to explain about {subject}", Hint(subject)));
    }

    /// <summary>The longest part that is known, and what was probably meant after it.</summary>
    private static string Hint(string subject)
    {
        if (subject.StartsWith("RCN", StringComparison.OrdinalIgnoreCase) || subject.All(char.IsAsciiDigit)) return "docs/diagnostics.md lists every code";
        var parts = subject.Split('.');
        for (var known = parts.Length - 1; known > 0; known--)
        {
            if (SchemaFields.Find(string.Join('.', parts.Take(known))) is not { } field) continue;
            var inSpec = field.Child("spec")?.Children ?? [];
            var names = field.Children.Concat(inSpec).Where(child => !child.IsFreeKey).Select(child => child.Name).Distinct(StringComparer.Ordinal).ToArray();
            return Spelling.Suggest(parts[known], names) ?? (names.Length == 0 ? $"{field.Path} has no fields" : $"{field.Path} has the fields {Words.List(names)}");
        }
        return Spelling.Suggest(parts[0], SpecSchemas.Kinds) ?? $"the kinds are {Words.List(SpecSchemas.Kinds)}";
    }

    private static IEnumerable<CompletionItem> Complete(CompletionContext context)
    {
        var word = context.WordToComplete;
        if (word.StartsWith("RCN", StringComparison.OrdinalIgnoreCase)) return DiagnosticCode.All.Values.Select(code => new CompletionItem(code.Id));
        var dot = word.LastIndexOf('.');
        if (dot < 0) return SpecSchemas.Kinds.Select(kind => new CompletionItem(kind));
        if (SchemaFields.Find(word[..dot]) is not { } field) return [];
        return field.Children.Concat(field.Child("spec")?.Children ?? []).Where(child => !child.IsFreeKey).Select(child => new CompletionItem($"{word[..dot]}.{child.Name}")).DistinctBy(item => item.Label);
    }
}
