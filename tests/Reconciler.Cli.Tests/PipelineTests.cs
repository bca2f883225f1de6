using System.Text.RegularExpressions;
using Reconciler.Objects;

namespace Reconciler.Cli.Tests;

/// <summary>The pipelines of the documentation are YAML, and the commands in them exist with all their options.</summary>
public sealed partial class PipelineTests
{
    [GeneratedRegex(@"\breconcile [a-z][^\n>|]*")]
    private static partial Regex Commands();

    [Theory]
    [InlineData("docs/ci/github-actions.yaml")]
    [InlineData("docs/ci/gitlab-ci.yaml")]
    public void Its_commands_are_understood(string file)
    {
        var text = File.ReadAllText(Path.Combine(Root(), file));
        var yaml = YamlReader.Read(file, text);
        Assert.Empty(yaml.Problems);
        Assert.Single(yaml.Documents);
        var commands = Commands().Matches(text).Select(match => match.Value.Trim()).ToList();
        Assert.Equal(2, commands.Count);
        var root = CommandLine.Create(new CommandHost(TextWriter.Null, TextWriter.Null));
        foreach (var command in commands)
        {
            var parsed = root.Parse(command["reconcile ".Length..].Replace("${{ github.base_ref }}", "main", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries));
            Assert.True(parsed.Errors.Count == 0, $"{command}: {string.Join("; ", parsed.Errors.Select(error => error.Message))}");
            Assert.DoesNotContain(parsed.UnmatchedTokens, token => token.StartsWith('-'));
        }
    }

    private static string Root([System.Runtime.CompilerServices.CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));
}
