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
        ["history"] = ["history shop", "history web/shop --output json"],
        ["drift"] = ["drift --cluster sandbox", "drift . --cluster production", "drift --environment production --output json"],
        ["storage"] = ["storage", "storage --environment production --output json"],
        ["storage wait"] = ["storage wait uploads", "storage wait shop/uploads --timeout 60"],
        ["storage exec"] = ["storage exec uploads", "storage exec shop/uploads -- ls -la", "storage exec uploads --image alpine:3 --user 1000 -- tar cz . > uploads.tar.gz"],
        ["run"] = ["run shop -- rake db:version", "run shop -- /bin/sh", "run web/shop -p worker --env DEBUG=1 -- bin/rails console", "run shop --detach -- rake reindex", "run shop -- sh -c 'rake a && rake b' < input.txt"],
        ["runs"] = ["runs", "runs shop --output json"],
        ["runs logs"] = ["runs logs bcdfghjkmn", "runs logs bcdfghjkmn --follow"],
        ["runs stop"] = ["runs stop bcdfghjkmn"],
        ["cron run"] = ["cron run shop nightly", "cron run web/shop nightly --detach"],
        ["exec"] = ["exec shop", "exec shop -p worker.2 -- ps aux", "exec web/shop -- sh -c 'echo $HOSTNAME'", "exec shop -- pg_dump --format custom mydb > mydb.dump"],
        ["logs"] = ["logs shop", "logs shop -f --since 10m", "logs shop -p worker --tail 500", "logs shop --previous", "logs shop --failed", "logs web/shop --ingress --errors -f"],
        ["inspect"] = ["inspect shop", "inspect web/shop -p worker", "inspect shop -p cron-nightly"],
        ["ingress"] = ["ingress shop", "ingress web/shop | less"],
        ["autoscaling-auth"] = ["autoscaling-auth", "autoscaling-auth shop", "autoscaling-auth shop --show-secrets"],
        ["undo"] = ["undo", "undo --list", "undo 4f2a91c08d3be617 --for 3d", "undo --release"],
        ["adopt"] = ["adopt Deployment/legacy-web -n legacy", "adopt Deployment/legacy-web -n legacy --cancel"],
        ["orphan"] = ["orphan ConfigMap/settings -n shop"],
        ["serve"] = ["serve examples/quickstart --cluster sandbox", "serve https://git.example.com/config.git --ref main --path clusters/production", "serve --config config.yaml --listen http://0.0.0.0:8080 --auth cluster"],
        ["stop"] = ["stop shop", "stop web/shop --environment production"],
        ["start"] = ["start shop"],
        ["restart"] = ["restart shop", "restart shop -p worker", "restart web/shop --no-wait"],
        ["rollback"] = ["rollback shop", "rollback shop --to 7", "rollback web/shop --to 7 --for 2h --yes"],
        ["pause"] = ["pause", "pause shop", "pause web/shop --environment production"],
        ["resume"] = ["resume", "resume shop"],
        ["sync"] = ["sync", "sync web/shop"],
        ["approve"] = ["approve production RCN3003", "approve production --allow-prune 20"],
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
