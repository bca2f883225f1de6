using System.Diagnostics;

namespace Reconciler.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("validate")]
    [InlineData("render")]
    [InlineData("status")]
    [InlineData("drift")]
    [InlineData("storage")]
    [InlineData("serve")]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("sync")]
    [InlineData("approve")]
    [InlineData("report")]
    [InlineData("schema")]
    [InlineData("explain")]
    [InlineData("init")]
    [InlineData("sandbox")]
    [InlineData("completion")]
    [InlineData("version")]
    public async Task Every_command_has_help_with_examples(string command)
    {
        Assert.Contains($"  {command} ", (await _cli.RunAsync("--help")).Out, StringComparison.Ordinal);
        var help = await _cli.RunAsync(command, "--help");
        Assert.Equal(0, help.Code);
        Assert.Contains($"Examples:\n  reconcile {command}", help.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sandbox", "start")]
    [InlineData("sandbox", "reset")]
    [InlineData("sandbox", "kubeconfig")]
    public async Task So_has_every_command_below_another(string command, string below)
    {
        Assert.Contains($"  {below} ", (await _cli.RunAsync(command, "--help")).Out, StringComparison.Ordinal);
        Assert.Contains($"Examples:\n  reconcile {command} {below}", (await _cli.RunAsync(command, below, "--help")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("complete")]
    public async Task What_is_not_there_to_be_used_is_not_in_the_help(string command) =>
        Assert.DoesNotContain($"\n  {command} ", (await _cli.RunAsync("--help")).Out, StringComparison.Ordinal);

    [Theory]
    [InlineData("valdate", "did you mean \"validate\"?")]
    [InlineData("validate --strct", "did you mean \"--strict\"?")]
    [InlineData("validate a b", "reconcile validate --help")]
    [InlineData("sandbox strt", "did you mean \"start\"?")]
    [InlineData("sandbox start a", "reconcile sandbox start --help")]
    [InlineData("validate -o yml", "must be one of", "'text'")]
    [InlineData("explain", "argument missing")]
    [InlineData("completion tcsh", "'bash'")]
    [InlineData("", "Usage:")]
    public async Task What_is_typed_wrongly_is_answered_in_a_line_and_ends_with_1(string line, params string[] parts)
    {
        var run = await _cli.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((1, ""), (run.Code, run.Out));
        Assert.Contains("error RCN2026: ", run.Error, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, run.Error, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_version_is_printed()
    {
        Assert.StartsWith("reconcile 0.", (await _cli.RunAsync("version")).Out, StringComparison.Ordinal);
        Assert.StartsWith("reconcile 0.", (await _cli.RunAsync("--version")).Out, StringComparison.Ordinal);
        await Schemas.AssertFitsAsync("version", (await _cli.RunAsync("version", "-o", "json")).Out);
    }

    [Theory]
    [InlineData("reconcile val", "validate")]
    [InlineData("reconcile schema Cert", "Certificate")]
    [InlineData("reconcile explain App.deploy.ti", "App.deploy.timeout")]
    [InlineData("reconcile explain RCN101", "RCN1010 RCN1011 RCN1012 RCN1013 RCN1014 RCN1015 RCN1016 RCN1017 RCN1018 RCN1019")]
    [InlineData("reconcile validate --stri", "--strict")]
    [InlineData("reconcile validate --output s", "sarif")]
    [InlineData("reconcile report s", "shop")]
    [InlineData("reconcile render --app s", "shop")]
    [InlineData("reconcile completion ", "bash fish zsh")]
    [InlineData("reconcile sandbox ", "kubeconfig reset start")]
    public async Task What_may_follow_is_completed(string line, string found)
    {
        _cli.With("a.yaml", Sample.App);
        var run = await _cli.RunAsync("complete", "--position", line.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), "--", line);
        Assert.Equal((0, found), (run.Code, run.Out.TrimEnd().Replace('\n', ' ')));
    }

    [Fact]
    public async Task The_bash_script_completes_in_a_bash()
    {
        var assembly = typeof(CommandLine).Assembly.Location;
        var script = $"reconcile() {{ dotnet '{assembly}' \"$@\"; }}\n{(await _cli.RunAsync("completion", "bash")).Out}\nCOMP_LINE='reconcile sch'; COMP_POINT=13; _reconcile; echo \"${{COMPREPLY[*]}}\"";
        using var bash = Process.Start(new ProcessStartInfo("bash", ["--norc", "-c", script]) { RedirectStandardOutput = true, WorkingDirectory = _cli.Folder })!;
        Assert.Equal("schema\n", await bash.StandardOutput.ReadToEndAsync());
        await bash.WaitForExitAsync();
    }

    [Theory]
    [InlineData("zsh", "#compdef reconcile")]
    [InlineData("fish", "complete -c reconcile")]
    public async Task The_other_shells_have_a_script_too(string shell, string part)
    {
        var run = await _cli.RunAsync("completion", shell);
        Assert.Contains(part, run.Out, StringComparison.Ordinal);
        Assert.Contains("reconcile complete --position", run.Out, StringComparison.Ordinal);
    }
}
