using System.CommandLine;
using System.CommandLine.Invocation;
using Reconciler.Cli.Output;
using Reconciler.Objects;

namespace Reconciler.Cli.Commands;

/// <summary>Prints what this executable is and runs on.</summary>
internal static class VersionCommand
{
    public static Command Create(CommandHost host)
    {
        var output = CommonOptions.Output("text", "json");
        var command = new Command("version", "Print the version.") { output };
        command.SetAction(parse =>
        {
            host.Out.WriteLine(parse.GetValue(output) == "json" ? Json() : $"{CommandLine.Name} {ProductVersion.Text} (.NET {System.Environment.Version})");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>--version, because many type it.</summary>
    public static Option<bool> CreateOption(CommandHost host) => new("--version") { Description = "Print the version", Action = new Printer(host) };

    private static string Json() => CanonicalJson.WriteOrdered(new MapBuilder
    {
        ["apiVersion"] = ValidationJson.ApiVersion,
        ["kind"] = "Version",
        ["version"] = ProductVersion.Text,
        ["dotnet"] = System.Environment.Version.ToString(),
    }.ToMap(), indented: true);

    private sealed class Printer(CommandHost host) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            host.Out.WriteLine($"{CommandLine.Name} {ProductVersion.Text}");
            return ExitCode.Done;
        }
    }
}
