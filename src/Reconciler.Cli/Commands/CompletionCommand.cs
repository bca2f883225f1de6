using System.CommandLine;

namespace Reconciler.Cli.Commands;

/// <summary>
/// Prints a script for a shell. The scripts know nothing themselves: they ask the hidden command `complete` what may
/// follow, so they never go out of date.
/// </summary>
internal static class CompletionCommand
{
    private const string Worker = "complete";

    private const string Bash = """
        # reconcile completion bash > ~/.local/share/bash-completion/completions/reconcile
        _reconcile() {
            local IFS=$'\n'
            COMPREPLY=($(reconcile complete --position "$COMP_POINT" -- "$COMP_LINE" 2>/dev/null))
        }
        complete -o default -F _reconcile reconcile
        """;

    private const string Zsh = """
        #compdef reconcile
        # reconcile completion zsh > a folder of $fpath, as _reconcile
        _reconcile() {
            local line="${(j: :)words[1,CURRENT]}"
            local -a found
            found=("${(@f)$(reconcile complete --position ${#line} -- "$line" 2>/dev/null)}")
            found=(${found:#})
            if (( ${#found} )); then compadd -a found; else _files; fi
        }
        if [ "$funcstack[1]" = "_reconcile" ]; then _reconcile "$@"; else compdef _reconcile reconcile; fi
        """;

    private const string Fish = """
        # reconcile completion fish > ~/.config/fish/completions/reconcile.fish
        function __reconcile_complete
            set -l line (commandline -cp)
            reconcile complete --position (string length -- "$line") -- "$line" 2>/dev/null
        end
        complete -c reconcile -a '(__reconcile_complete)'
        """;

    public static Command Create(CommandHost host)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print a script that completes commands in a shell.") { shell };
        command.SetAction(parse =>
        {
            host.Out.WriteLine(parse.GetValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The command behind the scripts: what may stand at a position of a line.</summary>
    public static Command CreateWorker(CommandHost host, Command root)
    {
        var position = new Option<int>("--position");
        var line = new Argument<string>("LINE");
        var command = new Command(Worker) { position, line };
        command.Hidden = true;
        command.SetAction(parse =>
        {
            foreach (var found in Complete(root, parse.GetValue(line)!, parse.GetValue(position))) host.Out.WriteLine(found);
            return ExitCode.Done;
        });
        return command;
    }

    private static IEnumerable<string> Complete(Command root, string line, int position)
    {
        // The first word is how the executable was called; what follows the cursor does not count.
        var name = line.IndexOf(' ', StringComparison.Ordinal);
        if (name < 0) return [];
        var rest = line[Math.Min(name + 1, line.Length)..Math.Clamp(position, Math.Min(name + 1, line.Length), line.Length)];
        var word = rest.Length == 0 || rest[^1] == ' ' ? "" : rest[(rest.LastIndexOf(' ') + 1)..];
        return root.Parse(rest).GetCompletions(rest.Length)
            .Select(item => item.InsertText ?? item.Label)
            .Where(text => text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (word.StartsWith('-') || !text.StartsWith('-')))
            .Where(text => text is not ("-?" or "/?" or "/h"))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
    }
}
