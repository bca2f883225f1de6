using System.Globalization;
using System.Text;

namespace Reconciler.Sandbox.Life.Content;

/// <summary>Where a command reads and writes.</summary>
internal sealed record ShellStreams(Func<CancellationToken, ValueTask<byte[]?>> ReadAsync, Func<byte[], Task> OutAsync, Func<byte[], Task> ErrorAsync)
{
    public bool IsTerminal { get; init; }

    /// <summary>Rows and columns of the terminal.</summary>
    public Func<(int Rows, int Columns)> Size { get; init; } = () => (24, 80);

    /// <summary>The text of a file; null where there is none.</summary>
    public Func<string, string?> File { get; init; } = _ => null;
}

/// <summary>The few commands that work in a container that isn't run: echo, cat, env, test, true, false, exit, exec, sleep, stty, and sh with any of these.</summary>
internal sealed class LittleShell(IReadOnlyList<KeyValuePair<string, string>> environment, ShellStreams streams, Func<TimeSpan, CancellationToken, Task> pause)
{
    private const int NotFound = 127;
    private int _last;
    private bool _hasExited;

    /// <summary>Whether something was to be run that is none of these.</summary>
    public bool MetUnknown { get; private set; }

    /// <summary>Runs a command to its exit code.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> words, CancellationToken cancel)
    {
        if (words.Count == 0) return 0;
        var name = words[0][(words[0].LastIndexOf('/') + 1)..];
        var rest = words.Skip(1).ToList();
        switch (name)
        {
            case "sh" or "bash" or "ash":
                return rest is ["-c" or "-ec" or "-lc", var script, ..] ? await ScriptAsync(script, cancel) : rest.Count == 0 || rest is ["-i" or "-l"] ? await InteractAsync(cancel) : await UnknownAsync(string.Join(' ', words));
            case "echo":
                var isBare = rest.Count > 0 && rest[0] == "-n";
                await PrintAsync(string.Join(' ', isBare ? rest.Skip(1) : rest) + (isBare ? "" : "\n"));
                return 0;
            case "cat" when rest.Count == 0:
                while (await streams.ReadAsync(cancel) is { } bytes) await streams.OutAsync(bytes);
                return 0;
            case "cat":
                var text = streams.File(rest[0]);
                if (text is null) await ComplainAsync($"cat: {rest[0]}: No such file or directory\n");
                else await PrintAsync(text);
                return text is null ? 1 : 0;
            case "[" or "test" when rest is ["-x", var program, ..]:
                return program is "/bin/sh" or "/bin/bash" ? 0 : 1;
            case "exec" when rest.Count > 0:
                var ended = await RunAsync(rest, cancel);
                _hasExited = true;
                return ended;
            case "stty" when rest is ["size"]:
                var (rows, columns) = streams.Size();
                await PrintAsync(string.Create(CultureInfo.InvariantCulture, $"{rows} {columns}\n"));
                return 0;
            case "env" or "printenv" when rest.Count == 0:
                await PrintAsync(string.Concat(environment.Select(each => $"{each.Key}={each.Value}\n")));
                return 0;
            case "printenv":
                var found = environment.Where(each => each.Key == rest[0]).ToList();
                if (found.Count > 0) await PrintAsync(found[0].Value + "\n");
                return found.Count > 0 ? 0 : 1;
            case "true" or ":":
                return 0;
            case "false":
                return 1;
            case "exit":
                _hasExited = true;
                return rest.Count == 0 ? _last : int.TryParse(rest[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code) ? code & 255 : 2;
            case "sleep":
                await pause(Duration(rest), cancel);
                return 0;
            default:
                return await UnknownAsync(words[0]);
        }
    }

    private async Task<int> ScriptAsync(string script, CancellationToken cancel)
    {
        // commands are read again after each one, so that $? is that of the one before
        var count = ShellText.Read(script, Variable).Count;
        for (var i = 0; i < count && !_hasExited; i++)
        {
            var command = ShellText.Read(script, Variable)[i];
            if ((command.Join == ShellJoin.OnSuccess && _last != 0) || (command.Join == ShellJoin.OnFailure && _last == 0)) continue;
            _last = await RunAsync(command.Words, cancel);
        }
        return _last;
    }

    private async Task<int> InteractAsync(CancellationToken cancel)
    {
        var text = "";
        if (streams.IsTerminal) await PrintAsync("$ ");
        while (!_hasExited && await streams.ReadAsync(cancel) is { } bytes)
        {
            text += Encoding.UTF8.GetString(bytes).Replace('\r', '\n');
            while (!_hasExited && text.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end)
            {
                var line = text[..end];
                text = text[(end + 1)..];
                await ScriptAsync(line, cancel);
                if (streams.IsTerminal && !_hasExited) await PrintAsync("$ ");
            }
        }
        return _last;
    }

    private string Variable(string name) => name == "?" ? _last.ToString(CultureInfo.InvariantCulture) : environment.FirstOrDefault(each => each.Key == name).Value ?? "";

    private static TimeSpan Duration(List<string> words) =>
        words.Count > 0 && double.TryParse(words[0].TrimEnd('s'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;

    private async Task<int> UnknownAsync(string command)
    {
        MetUnknown = true;
        await ComplainAsync($"{command}: not run here: the sandbox runs no containers, and of commands only echo, cat, env, test, true, false, exit, exec, sleep, stty and sh\n");
        return NotFound;
    }

    private Task PrintAsync(string text) => streams.OutAsync(Encoding.UTF8.GetBytes(text));

    private Task ComplainAsync(string text) => streams.ErrorAsync(Encoding.UTF8.GetBytes(text));
}
