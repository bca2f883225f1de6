using System.Diagnostics;
using System.Text;
using Reconciler.Engine;
using Reconciler.Engine.Sources;
using Reconciler.Specs;

namespace Reconciler.Git.Tests;

/// <summary>A folder of one test with a repository that it writes, the bare one that is served, and a home and cache of its own.</summary>
internal sealed class GitBox : IDisposable
{
    public GitBox()
    {
        Variables = new(StringComparer.Ordinal)
        {
            ["PATH"] = System.Environment.GetEnvironmentVariable("PATH") ?? "",
            ["HOME"] = Path.Combine(Folder, "home"),
            ["XDG_CACHE_HOME"] = Path.Combine(Folder, "cache"),
        };
        foreach (var folder in new[] { Work, Variables["HOME"] }) Directory.CreateDirectory(folder);
        Run("init", "-q", "-b", "main");
        Run("init", "-q", "--bare", "-b", "main", Bare);
        Run("remote", "add", "served", Bare);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("reconciler-test-").FullName;
    public string Work => Path.Combine(Folder, "work");
    public string Served => Path.Combine(Folder, "served");
    public string Bare => Path.Combine(Served, "config.git");
    public string FileUrl => $"file://{Bare}";
    public string Cache => Path.Combine(Variables["XDG_CACHE_HOME"], "reconciler", "git");
    public Dictionary<string, string> Variables { get; }
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromSeconds(60);

    public GitSettings Settings => new(name => Variables.GetValueOrDefault(name)) { FetchTimeout = FetchTimeout, PollTimeout = TimeSpan.FromSeconds(30) };

    public GitBox With(string path, string text = "a: 1\n")
    {
        var file = Path.Combine(Work, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return this;
    }

    public GitBox WithLink(string path, string target)
    {
        var link = Path.Combine(Work, path);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, target);
        return this;
    }

    /// <summary>Commits everything, pushes it to what is served, and gives the commit's id.</summary>
    public string Commit(string subject = "a change", params string[] options)
    {
        Run("add", "-A");
        Run(["commit", "-q", "--allow-empty", "-m", subject, .. options]);
        Push();
        return Run("rev-parse", "HEAD");
    }

    public void Push() => Run("push", "-q", "--force", "--all", "served");

    public void PushTags() => Run("push", "-q", "--force", "--tags", "served");

    /// <summary>The real git, as somebody who writes the repository runs it.</summary>
    public string Run(params string[] arguments) => RunIn(Work, "git", arguments);

    public string RunIn(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in new[]
        {
            ("HOME", Variables["HOME"]), ("GNUPGHOME", Path.Combine(Folder, "gpg")), ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_AUTHOR_NAME", "Ada"), ("GIT_AUTHOR_EMAIL", "ada@example.com"),
            ("GIT_COMMITTER_NAME", "Ada"), ("GIT_COMMITTER_EMAIL", "ada@example.com"), ("GIT_ALLOW_PROTOCOL", "file"), ("LC_ALL", "C"),
        })
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.TrimEnd('\n') : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {errors.Result}{output}");
    }

    public async Task<IRepository> OpenAsync(string source, string? path = null)
    {
        var (repository, problem) = await Repositories.OpenAsync(Settings, source, path, Folder, default);
        return repository ?? throw new InvalidOperationException(problem!.ToString());
    }

    /// <summary>The id of the code with which reading a source fails, or null where it is read.</summary>
    public async Task<Reconciler.Diagnostics.Diagnostic?> FailAsync(string source, string? reference = null, string? path = null)
    {
        var (repository, problem) = await Repositories.OpenAsync(Settings, source, path, Folder, default);
        if (repository is null) return problem;
        var (revision, unknown) = await repository.ResolveAsync(reference, default);
        return revision is null ? unknown : (await repository.OpenAsync(revision, default)).Problem;
    }

    public async Task<(IRepository Repository, Revision Revision, ISource Source)> ReadAsync(string source, string? reference = null, string? path = null)
    {
        var repository = await OpenAsync(source, path);
        var (revision, unknown) = await repository.ResolveAsync(reference, default);
        Assert.Null(unknown);
        var (snapshot, problem) = await repository.OpenAsync(revision!, default);
        Assert.Null(problem);
        return (repository, revision!, snapshot!.Source);
    }

    /// <summary>The text of a file of a source, as the newest state of a reference has it.</summary>
    public async Task<string> TextAsync(string source, string file, string? reference = null, string? path = null)
    {
        var (_, _, read) = await ReadAsync(source, reference, path);
        return Text((await read.ReadAsync([file], default))[file]);
    }

    public static string Text(FileContent content) => Encoding.UTF8.GetString(Assert.IsType<FileContent.Bytes>(content).Value.Span);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
