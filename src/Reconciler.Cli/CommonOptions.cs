using System.CommandLine;

namespace Reconciler.Cli;

/// <summary>Arguments and options that several commands have, always under the same name and with the same meaning.</summary>
internal static class CommonOptions
{
    public static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Print results only, no summary and no notes", Recursive = true };

    public static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "Print causes, and where time went", Recursive = true };

    public static Argument<string> Source() => new("SOURCE") { Description = "A folder, a git working copy, a git URL, or a single YAML file", DefaultValueFactory = _ => "." };

    public static Option<string?> SourceOption() => new("--source", "-s") { Description = "A folder, a git working copy, a git URL, or a single YAML file (default: the current folder)", HelpName = "SOURCE" };

    public static Option<string?> Path() => new("--path") { Description = "A folder inside the source; only it is read", HelpName = "FOLDER" };

    public static Option<string?> Reference() => new("--ref") { Description = "A branch, tag or commit (default: the remote's HEAD, or a folder's files as they lie)", HelpName = "REF" };

    public static Option<bool> Strict() => new("--strict") { Description = "Take warnings for errors" };

    public static Option<bool> ShowSecrets() => new("--show-secrets") { Description = "Print the values of secrets instead of their length" };

    public static Option<string> Output(params string[] formats)
    {
        var option = new Option<string>("--output", "-o") { Description = "The form of the output", DefaultValueFactory = _ => formats[0], HelpName = string.Join('|', formats) };
        option.AcceptOnlyFromAmong(formats);
        return option;
    }
}
