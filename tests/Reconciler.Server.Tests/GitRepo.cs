using System.Diagnostics;

namespace Reconciler.Server.Tests;

/// <summary>A real repository: a bare one that is served, and the working copy of somebody who pushes to it.</summary>
internal sealed class GitRepo : IDisposable
{
    public GitRepo()
    {
        foreach (var folder in (string[])[Work, Home]) Directory.CreateDirectory(folder);
        Run("init", "-q", "-b", "main");
        Run("init", "-q", "--bare", "-b", "main", Bare);
        Run("remote", "add", "served", Bare);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("control-").FullName;
    public string Work => Path.Combine(Folder, "work");
    public string Bare => Path.Combine(Folder, "config.git");
    public string Home => Path.Combine(Folder, "home");
    public string Url => $"file://{Bare}";

    public string? Variable(string name) => name switch
    {
        "HOME" => Home,
        "XDG_CACHE_HOME" => Path.Combine(Folder, "cache"),
        _ => Environment.GetEnvironmentVariable(name),
    };

    public void Write(string file, string text)
    {
        var path = Path.Combine(Work, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public void Remove(string file) => File.Delete(Path.Combine(Work, file));

    /// <summary>Commits everything and pushes it; the commit's id.</summary>
    public string Push(string subject = "a change")
    {
        Run("add", "-A");
        Run("commit", "-q", "--allow-empty", "-m", subject);
        Run("push", "-q", "--force", "--all", "served");
        return Run("rev-parse", "HEAD");
    }

    /// <summary>The server is away, or back again.</summary>
    public void Serve(bool isThere)
    {
        var away = $"{Bare}.away";
        if (isThere && Directory.Exists(away)) Directory.Move(away, Bare);
        else if (!isThere) Directory.Move(Bare, away);
    }

    public string Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = Work, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in new[]
        {
            ("HOME", Home), ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_AUTHOR_NAME", "Ada"), ("GIT_AUTHOR_EMAIL", "ada@example.com"),
            ("GIT_COMMITTER_NAME", "Ada"), ("GIT_COMMITTER_EMAIL", "ada@example.com"), ("LC_ALL", "C"),
        })
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.TrimEnd('\n') : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {errors.Result}{output}");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
