using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Reconciler.Cli;

/// <summary>The usual help, and below it what people really type.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    /// <summary>By the command's words; "" is the whole.</summary>
    private static readonly Dictionary<string, string[]> Examples = new(StringComparer.Ordinal)
    {
        [""] = ["init my-config", "validate my-config", "render my-config --app shop"],
        ["validate"] = ["validate", "validate examples/shop --strict", "validate https://git.example.com/config.git --ref main"],
        ["render"] = ["render examples/shop", "render . --app shop/web", "render . --ref v41", "render . | kubectl diff -f -"],
        ["plan"] = ["plan --cluster sandbox", "plan . --output json", "plan . --out plan.json", "plan . --base origin/main --output markdown", "plan https://git.example.com/config.git --ref main --cluster production"],
        ["apply"] = ["apply examples/quickstart --cluster sandbox --yes", "apply . --cluster production", "apply plan.json", "apply . --approve RCN3003 --allow-prune 20"],
        ["status"] = ["status --cluster sandbox", "status shop", "status web/shop --output json", "status --watch"],
        ["drift"] = ["drift --cluster sandbox", "drift . --cluster production", "drift --environment production --output json"],
        ["storage"] = ["storage", "storage --environment production --output json"],
        ["storage wait"] = ["storage wait uploads", "storage wait shop/uploads --timeout 60"],
        ["undo"] = ["undo", "undo --list", "undo 4f2a91c08d3be617 --for 3d", "undo --release"],
        ["adopt"] = ["adopt Deployment/legacy-web -n legacy", "adopt Deployment/legacy-web -n legacy --cancel"],
        ["orphan"] = ["orphan ConfigMap/settings -n shop"],
        ["report"] = ["report", "report shop --source examples/shop", "report shop --field deploy.timeout"],
        ["schema"] = ["schema > reconciler.schema.json", "schema App"],
        ["explain"] = ["explain App", "explain App.processes.web.port", "explain RCN1012"],
        ["init"] = ["init", "init my-config"],
        ["sandbox"] = ["sandbox", "sandbox kubeconfig > ~/.kube/sandbox", "sandbox reset --yes"],
        ["sandbox start"] = ["sandbox start", "sandbox start --output json"],
        ["sandbox reset"] = ["sandbox reset", "sandbox reset --yes"],
        ["sandbox kubeconfig"] = ["sandbox kubeconfig > ~/.kube/sandbox", "sandbox kubeconfig | kubectl --kubeconfig /dev/stdin get nodes"],
        ["completion"] = ["completion bash > ~/.local/share/bash-completion/completions/reconcile", "completion zsh > ~/.zfunc/_reconcile", "completion fish > ~/.config/fish/completions/reconcile.fish"],
        ["version"] = ["version", "version --output json"],
    };

    public override int Invoke(ParseResult parseResult)
    {
        var result = usual.Invoke(parseResult);
        if (!Examples.TryGetValue(CommandLine.PathOf(parseResult.CommandResult)[CommandLine.Name.Length..].TrimStart(), out var examples)) return result;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples) output.WriteLine($"  {CommandLine.Name} {example}");
        output.WriteLine();
        return result;
    }
}
