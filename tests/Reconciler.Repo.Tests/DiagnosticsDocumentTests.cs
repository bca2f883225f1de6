using System.Text;
using System.Text.RegularExpressions;
using Reconciler.Diagnostics;

namespace Reconciler.Repo.Tests;

/// <summary>docs/diagnostics.md is written from the codes themselves, so it can't be out of date. RECORD=1 writes it anew.</summary>
public sealed partial class DiagnosticsDocumentTests
{
    private const string Document = "docs/diagnostics.md";

    [GeneratedRegex(@"RCN[12389]\d{3}")]
    private static partial Regex Id();

    [Fact]
    public void Every_code_is_documented() => Stored.Check(Document, Expected());

    [Fact]
    public void Codes_are_whole_sentences_that_help() =>
        Laws.Hold(from code in DiagnosticCode.All.Values
                  where code.Title.EndsWith('.') || !code.Cause.EndsWith('.') || !code.Cure.EndsWith('.') || code.Cause == code.Cure
                  select new Breach(code.Id, "a title has no full stop, cause and cure are sentences"));

    [Fact]
    public void Texts_name_only_codes_that_exist() =>
        Laws.Hold(from file in Repo.Files
                  where file.EndsWith(".md", StringComparison.Ordinal) || file.StartsWith("examples/", StringComparison.Ordinal) || file.StartsWith("schemas/", StringComparison.Ordinal)
                  from Match match in Id().Matches(Repo.Text(file))
                  where DiagnosticCode.Find(match.Value) is null
                  select new Breach(file, $"{match.Value} is no code"));

    private static string Expected()
    {
        var text = new StringBuilder("""
            # Diagnostics

            Everything that `reconcile` reports has a code. A code never changes its meaning. `reconcile explain RCN1012` shows the same text.

            RCN1xxx is for the repository's owner to mend, RCN2xxx is trouble with the cluster or the machine, RCN3xxx is a
            guard's refusal, RCN9xxx is a bug of ours. Only errors fail a run; with `--strict` warnings do too.
            A comment `# reconcile: allow RCN1014` on a line silences a warning there.


            """);
        text.Append("| code | severity | what it says |\n|---|---|---|\n");
        foreach (var code in DiagnosticCode.All.Values)
            text.Append($"| [{code.Id}](#{code.Id.ToLowerInvariant()}) | {Diagnostic.SeverityWord(code.Severity)} | {Cell(code.Title)} |\n");
        foreach (var code in DiagnosticCode.All.Values)
            text.Append($"\n## {code.Id}\n\n**{code.Title}** ({Diagnostic.SeverityWord(code.Severity)}). {code.Cause}\n\n{code.Cure}\n");
        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
