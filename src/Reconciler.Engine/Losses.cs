using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Engine.Inventory;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Routers;

namespace Reconciler.Engine;

/// <summary>What does not come back when deleted objects are made anew.</summary>
public static class Losses
{
    /// <summary>A Job would run again, and what a controller makes by itself is not ours to make.</summary>
    public static bool IsBroughtBack(KeptObject kept) => kept.Key is not ({ Group: "batch", Kind: "Job" } or { Group: "", Kind: "Pod" } or { Group: Frontend.Group });

    public static ImmutableArray<Diagnostic> Of(KeptRun run, ImmutableArray<KeptObject> kept)
    {
        var losses = new List<string>();
        if (run.Objects > kept.Length) losses.Add($"{run.Objects - kept.Length} of {run.Objects} objects are no longer kept: values of Secrets are kept for {KeptStore.SecretTime.TotalHours:0} hours");
        foreach (var item in kept.OrderBy(item => item.Key))
            if (LossOf(item) is { } loss) losses.Add($"{item.Key}: {loss}");
        if (kept.Any(IsBroughtBack)) losses.Add("every object gets a new UID: what refers to the old one, and its status, is lost");
        return [.. losses.Select(loss => RunCodes.NotRestorable.At(Origin.None, loss))];
    }

    private static string? LossOf(KeptObject kept) => kept.Key switch
    {
        { Group: "batch", Kind: "Job" } => "is not made again, because it would run again",
        { Group: "", Kind: "Pod" } => "is not made again",
        { Group: Frontend.Group } => "is not written again, because only the source says where the router is; it comes back when its App is in the source again",
        { Group: "", Kind: "PersistentVolumeClaim" } => "its data is only there if its volume was retained; such a volume has to be freed by hand (spec.claimRef)",
        { Group: "", Kind: "PersistentVolume" } => "its data is only there if it was retained where it lies",
        { Group: "", Kind: "Namespace" } => "what others had in it is lost",
        { Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition" } => "objects of the kind that were not applied from the source are lost",
        { Group: "", Kind: "ServiceAccount" } => "its tokens are issued anew",
        { Group: "", Kind: "Secret" } when kept.Body.Text("type")?.Value == "kubernetes.io/service-account-token" => "its token is issued anew",
        { Group: "", Kind: "Service" } when kept.Body.Map("spec").Text("type")?.Value == "LoadBalancer" => "its outer address may be another one",
        { Group: "cert-manager.io", Kind: "Certificate" } => "it is issued anew",
        _ => null,
    };
}
