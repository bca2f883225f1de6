using System.CommandLine;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Schemas;

namespace Reconciler.Cli.Commands;

/// <summary>Prints the JSON Schema of a kind, or the one of all kinds that editors use.</summary>
internal static class SchemaCommand
{
    public static Command Create(CommandHost host)
    {
        var kind = new Argument<string?>("KIND") { HelpName = "KIND", Description = "A kind such as App; left out: all kinds in one schema", Arity = ArgumentArity.ZeroOrOne };
        kind.CompletionSources.Add([.. SpecSchemas.Kinds]);
        var command = new Command("schema", "Print the JSON Schema of a kind, for editors.") { kind };
        command.SetAction(parse => Run(host, parse.GetValue(kind)));
        return command;
    }

    private static int Run(CommandHost host, string? kind)
    {
        var known = kind is null ? null : SpecSchemas.Kinds.FirstOrDefault(name => name.Equals(kind, StringComparison.OrdinalIgnoreCase));
        if (kind is not null && known is null) return TextDiagnostics.Fail(host, MachineCodes.NothingToExplain.At(Origin.None, $"there is no kind {kind}", Spelling.Suggest(kind, SpecSchemas.Kinds) ?? $"the kinds are {Words.List(SpecSchemas.Kinds)}"));
        host.Out.WriteLine((known is null ? SpecSchemas.UnionText : SpecSchemas.Text(known)!).TrimEnd());
        return ExitCode.Done;
    }
}
