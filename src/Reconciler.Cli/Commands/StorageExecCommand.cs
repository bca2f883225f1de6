using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Engine;
using Reconciler.Live;
using Reconciler.Objects;
using Reconciler.Runs;

namespace Reconciler.Cli.Commands;

/// <summary>Runs a command in a pod that has a volume at /data, and removes the pod afterwards.</summary>
internal static class StorageExecCommand
{
    private const string UsualImage = "docker.io/library/busybox:1.37";

    public static Command Create(CommandHost host, Func<CommandHost, LiveSession, string, CancellationToken, Task<VolumeStatus?>> find)
    {
        var name = new Argument<string>("NAME") { HelpName = "NAME", Description = "A volume, or NAMESPACE/NAME" };
        var words = LiveAppOptions.Words("The command, word by word (default: a shell)");
        var image = new Option<string>("--image") { Description = "The image whose programs are to be had", DefaultValueFactory = _ => UsualImage, HelpName = "IMAGE" };
        var user = new Option<int?>("--user") { Description = "The numeric user to be", HelpName = "UID" };
        var command = new Command("exec", $"Run a command with a volume at {VolumeJob.MountPath}; ends as the command ends.") { name, words, image, user };
        var live = LiveAppOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var session = await live.OpenAsync(host, parse, cancellation);
            if (session is null || await find(host, session, parse.GetValue(name)!, cancellation) is not { } volume) return ExitCode.Failed;
            var line = parse.GetValue(words) is { Length: > 0 } written ? written : ["/bin/sh"];
            var order = OneOffRunning.Order(host, line, isDetached: false);
            var wanted = new VolumeOrder(volume.Environment, volume.Key.Namespace, volume.Key.Name, parse.GetValue(image)!) { User = parse.GetValue(user), Node = await NodeAsync(session.Cluster, volume, cancellation) };
            return await new OneOffRunning(host, session, parse.GetValue(CommonOptions.Quiet)).RunAsync(VolumeJob.Of(wanted, order), order, OneOffManner.CommandInPod, cancellation);
        });
        return command;
    }

    /// <summary>Where it is in use, if only one node may have it. What can't be found out is left to the scheduler.</summary>
    private static async Task<string?> NodeAsync(ICluster cluster, VolumeStatus volume, CancellationToken cancellation)
    {
        if (volume.AccessMode is not ("ReadWriteOnce" or "ReadWriteOncePod") || volume.MountedBy is not [var user, ..]) return null;
        var pod = await cluster.GetAsync(new Kube.ObjectAddress(Kube.KubeResource.Pods, volume.Key.Namespace, user.Pod), cancellation);
        return pod.TryGet(out var body, out _) ? body.Map("spec").Text("nodeName")?.Value : null;
    }
}
