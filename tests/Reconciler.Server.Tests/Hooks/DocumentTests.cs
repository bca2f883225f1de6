using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Reconciler.Engine.Sources;
using Reconciler.Git;
using Reconciler.Server.Notifying;

namespace Reconciler.Server.Tests.Hooks;

/// <summary>What the documents show can be copied.</summary>
public sealed partial class DocumentTests
{
    [GeneratedRegex(@"^```yaml\n(?<yaml>.+?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();

    [Fact]
    public async Task Every_environment_in_the_document_of_hooks_is_valid()
    {
        var examples = Example().Matches(await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "hooks.md"))).Select(match => match.Groups["yaml"].Value).ToList();
        Assert.True(examples.Count >= 4, "the examples are no longer found");
        foreach (var example in examples)
        {
            using var repo = new GitRepo();
            repo.Write("environment.yaml", example);
            repo.Push();
            var (repository, missing) = await Repositories.OpenAsync(new GitSettings(repo.Variable), repo.Url, null, repo.Folder, default);
            Assert.True(repository is not null, missing?.ToString());
            var (revision, unread) = await repository.ResolveAsync(null, default);
            Assert.True(revision is not null, unread?.ToString());
            var (opened, problems) = await OpenedSource.OpenAsync(repository, new KustomizeCommand("", TimeSpan.FromSeconds(10)), revision, default);
            Assert.True(opened is not null, $"{example}\n{string.Join('\n', problems)}");
            foreach (var template in opened.Rendered.Specs.Environment.Notify.Select(entry => entry.Template?.Value).OfType<string>())
                Assert.DoesNotContain("{{", NoticeText.Json(template, new Notice(Occasion.Failed, "production", "c", Engine.Control.ControlPhase.Failed, "why") { Commit = "0123456789" }), StringComparison.Ordinal);
        }
    }

    private static string Root([CallerFilePath] string here = "")
    {
        foreach (var start in (string?[])[Path.GetDirectoryName(here), AppContext.BaseDirectory])
            for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
                if (File.Exists(Path.Combine(folder, "Reconciler.sln"))) return folder;
        throw new FileNotFoundException("Reconciler.sln is in no folder above the tests");
    }
}
