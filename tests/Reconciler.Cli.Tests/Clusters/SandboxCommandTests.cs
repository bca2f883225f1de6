using System.Runtime.Versioning;

namespace Reconciler.Cli.Tests.Clusters;

/// <summary>What the sandbox commands say and do that is no matter of processes.</summary>
public sealed class SandboxCommandTests : IDisposable
{
    private readonly Cli _cli = new();

    public SandboxCommandTests() => _cli.Variables["RECONCILE_SANDBOX"] = "state/sandbox.db";

    private string Store => Path.Combine(_cli.Folder, "state", "sandbox.db");

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_kubeconfig_is_printed_before_the_first_start_and_stays_the_same()
    {
        var first = await _cli.RunAsync("sandbox", "kubeconfig");
        Assert.Equal((0, "the sandbox does not run now; reconcile sandbox start serves it\n"), (first.Code, first.Error));
        Assert.Contains("current-context: reconciler-sandbox", first.Out, StringComparison.Ordinal);
        Assert.Equal(first with { Error = "" }, await _cli.RunAsync("sandbox", "kubeconfig", "--quiet"));
    }

    [Theory]
    [InlineData("RECONCILE_SANDBOX", "other.db", "other.db")]
    [InlineData("XDG_STATE_HOME", "{folder}/s", "s/reconciler/sandbox.db")]
    [InlineData("HOME", "{folder}/h", "h/.local/state/reconciler/sandbox.db")]
    public async Task The_state_lies_where_the_environment_says(string variable, string value, string file)
    {
        _cli.Variables.Remove("RECONCILE_SANDBOX");
        _cli.Variables[variable] = value.Replace("{folder}", _cli.Folder, StringComparison.Ordinal);
        Assert.Equal(0, (await _cli.RunAsync("sandbox", "kubeconfig")).Code);
        Assert.True(File.Exists(Path.Combine(_cli.Folder, file)));
    }

    [Fact]
    public async Task A_relative_state_folder_is_no_folder_as_the_convention_says()
    {
        _cli.Variables.Remove("RECONCILE_SANDBOX");
        (_cli.Variables["XDG_STATE_HOME"], _cli.Variables["HOME"]) = ("s", _cli.Folder);
        await _cli.RunAsync("sandbox", "kubeconfig");
        Assert.True(File.Exists(Path.Combine(_cli.Folder, ".local", "state", "reconciler", "sandbox.db")));
    }

    [Theory]
    [InlineData("n", 1, true)]
    [InlineData("", 1, true)]
    [InlineData("y", 0, false)]
    [InlineData(" yes ", 0, false)]
    [InlineData(null, 0, false)]
    public async Task Who_can_be_asked_is_asked_before_the_state_goes(string? answer, int code, bool isKept)
    {
        await _cli.RunAsync("sandbox", "kubeconfig");
        _cli.Answer = answer;
        var run = await _cli.RunAsync("sandbox", "reset");
        Assert.Equal((code, isKept), (run.Code, File.Exists(Store)));
        Assert.Equal(answer is not null, run.Error.Contains($"Delete everything in {Store}? [y/N] ", StringComparison.Ordinal));
        if (!isKept) Assert.Empty(Directory.GetFiles(Path.Combine(_cli.Folder, "state")));
    }

    [Fact]
    public async Task Yes_answers_before_the_question()
    {
        await _cli.RunAsync("sandbox", "kubeconfig");
        _cli.Answer = "n";
        Assert.Equal(new CliResult(0, $"deleted {Store}\n", ""), await _cli.RunAsync("sandbox", "reset", "--yes"));
        Assert.Equal(new CliResult(0, $"there is nothing to delete: {Store} is not there\n", ""), await _cli.RunAsync("sandbox", "reset"));
    }

    [Theory]
    [InlineData("start")]
    [InlineData("kubeconfig")]
    [InlineData("reset")]
    public async Task A_file_that_is_something_else_is_left_alone(string command)
    {
        _cli.With("state/sandbox.db", "a letter to a friend");
        var run = await _cli.RunAsync("sandbox", command);
        Assert.Equal((1, ""), (run.Code, run.Out));
        Assert.Equal($"{Store}: error RCN2152: this file was not made by a sandbox, so it was left alone\n    fix: name another file in RECONCILE_SANDBOX\n", run.Error);
        Assert.Equal("a letter to a friend", await File.ReadAllTextAsync(Store));
    }

    [Theory]
    [InlineData("start")]
    [InlineData("kubeconfig")]
    [InlineData("reset")]
    public async Task A_folder_is_no_place_for_the_state(string command)
    {
        _cli.With("state/sandbox.db/file", "");
        var run = await _cli.RunAsync("sandbox", command);
        Assert.Equal((1, ""), (run.Code, run.Out));
        Assert.Contains("RCN2152", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("kubeconfig")]
    public async Task What_can_not_be_opened_is_a_problem_with_a_code_and_no_bug(string command)
    {
        _cli.With("state", "a file where a folder should be");
        var run = await _cli.RunAsync("sandbox", command);
        Assert.Equal((1, ""), (run.Code, run.Out));
        Assert.StartsWith($"{Store}: error RCN2153: the sandbox can't use this file: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_store_is_a_problem_that_a_reset_mends()
    {
        await _cli.RunAsync("sandbox", "kubeconfig");
        var bytes = await File.ReadAllBytesAsync(Store);
        Array.Fill(bytes, (byte)7, 100, bytes.Length - 100);
        await File.WriteAllBytesAsync(Store, bytes);
        Assert.Contains("RCN2153", (await _cli.RunAsync("sandbox", "kubeconfig")).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await _cli.RunAsync("sandbox", "reset")).Code);
        Assert.Equal(0, (await _cli.RunAsync("sandbox", "kubeconfig")).Code);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Only_the_owner_can_read_what_lets_into_the_sandbox()
    {
        await _cli.RunAsync("sandbox", "kubeconfig");
        var folder = Path.GetDirectoryName(Store)!;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.All(Directory.GetFiles(folder), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }
}
