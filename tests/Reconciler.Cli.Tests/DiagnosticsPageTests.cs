using System.Globalization;
using System.Text;
using Reconciler.Diagnostics;

namespace Reconciler.Cli.Tests;

/// <summary>docs/diagnostics.md is made from the codes; RECORD=1 writes it anew.</summary>
public sealed class DiagnosticsPageTests
{
    [Fact]
    public void Every_code_is_documented()
    {
        var page = new StringBuilder("# Diagnostics\n\nEvery problem has a code that never changes its meaning. 1xxx is for the owner of the config repo to mend, 2xxx is trouble with the machine, the cluster or the command,\n3xxx is a guard's refusal, 9xxx is a bug of ours. `reconcile explain RCN1012` prints an entry of this page, and a comment `# reconcile: allow RCN1014` silences a warning on its line.\n\n| code | severity | what | cause | cure |\n|---|---|---|---|---|\n");
        foreach (var code in DiagnosticCode.All.Values)
            page.Append(CultureInfo.InvariantCulture, $"| {code.Id} | {Diagnostic.SeverityWord(code.Severity)} | {Cell(code.Title)} | {Cell(code.Cause)} | {Cell(code.Cure)} |\n");
        Golden.Matches("docs/diagnostics.md", page.ToString());
    }

    [Fact]
    public void Every_code_says_what_why_and_what_to_do() =>
        Assert.All(DiagnosticCode.All.Values, code => Assert.True(code.Title.Length > 0 && !code.Title.EndsWith('.') && code.Cause.EndsWith('.') && code.Cure.EndsWith('.'), code.Id));

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);
}
