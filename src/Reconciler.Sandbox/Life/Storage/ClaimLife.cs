using Reconciler.Objects;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;
using Reconciler.Specs.Values;

namespace Reconciler.Sandbox.Life.Storage;

/// <summary>Binds claims to volumes: to the one they name, to one that fits, or to one that is made for them.</summary>
internal static class ClaimLife
{
    public const string Protection = "kubernetes.io/pvc-protection";
    public const string Provisioner = "sandbox.reconciler.dev/local";
    private const string BindCompleted = "pv.kubernetes.io/bind-completed";
    private const string BoundByController = "pv.kubernetes.io/bound-by-controller";

    public static void Step(LifeView view, MapNode claim, LifePlan plan)
    {
        if (claim.IsDying())
        {
            if (claim.Finalizers().Contains(Protection) && !Users(view, claim).Any())
                plan.Update(VolumeClaims.Resource, claim.WithFinalizers(claim.Finalizers().Where(name => name != Protection)));
            return;
        }
        if (VolumeClaims.IsBound(claim))
        {
            Keep(view, claim, plan);
            return;
        }
        if (claim.Map("spec").Text("volumeName")?.Value is { Length: > 0 } named)
        {
            if (view.Find(VolumeClaims.Volumes, "", named) is { } volume && VolumeLife.IsFreeFor(volume, claim)) Bind(view, claim, volume, plan);
            else Pend(claim, plan);
            return;
        }
        if (VolumeLife.Fitting(view, claim) is { } fitting) Bind(view, claim, fitting, plan);
        else Provision(view, claim, plan);
    }

    /// <summary>The unfinished pods that use a claim.</summary>
    private static IEnumerable<MapNode> Users(LifeView view, MapNode claim) => view.List("pods", claim.MetaText("namespace") ?? "")
        .Where(pod => !pod.IsFinished() && VolumeClaims.Of(pod).Contains(claim.NameOf()));

    private static void Pend(MapNode claim, LifePlan plan) =>
        plan.Status(VolumeClaims.Resource, claim, (claim.Map("status") ?? MapNode.Empty).With("phase", "Pending"));

    private static void Provision(LifeView view, MapNode claim, LifePlan plan)
    {
        Pend(claim, plan);
        var type = VolumeClaims.ClassOf(view, claim);
        if (type.Text("provisioner")?.Value is not (Provisioner or "rancher.io/local-path"))
        {
            if (VolumeClaims.ClassName(claim) is { Length: > 0 } name && type is null) Say(view, claim, plan, "Warning", "ProvisioningFailed", $"storageclass.storage.k8s.io \"{name}\" not found");
            else if (type is null) Say(view, claim, plan, "Normal", "FailedBinding", "no persistent volumes available for this claim and no storage class is set");
            else Say(view, claim, plan, "Normal", "ExternalProvisioning",
                $"Waiting for a volume to be created either by the external provisioner '{type.Text("provisioner")?.Value}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.");
            return;
        }
        if (VolumeClaims.WaitsForConsumer(view, claim) && !Users(view, claim).Any(pod => pod.NodeName() is not null))
        {
            Say(view, claim, plan, "Normal", "WaitForFirstConsumer", "waiting for first consumer to be created before binding");
            return;
        }
        var volume = VolumeLife.Make(claim, type!);
        if (view.Find(VolumeClaims.Volumes, "", volume.NameOf()) is not null) return;
        plan.Create(VolumeClaims.Volumes, volume);
        plan.Normal(claim, "ProvisioningSucceeded", $"Successfully provisioned volume {volume.NameOf()}");
        Bind(view, claim, volume, plan);
    }

    private static void Bind(LifeView view, MapNode claim, MapNode volume, LifePlan plan)
    {
        // the volume first: it belongs to the claim from then on
        if (volume.Map("spec").Map("claimRef").Text("uid")?.Value != claim.UidOf())
        {
            plan.Update(VolumeClaims.Volumes, volume.With("spec", volume.Map("spec")!.With("claimRef", VolumeLife.ClaimReference(claim))));
            return;
        }
        if (claim.Map("spec").Text("volumeName")?.Value != volume.NameOf() || claim.Annotation(BindCompleted) is null)
        {
            var bound = claim.WithAnnotation(BindCompleted, "yes");
            if (string.IsNullOrEmpty(claim.Map("spec").Text("volumeName")?.Value)) bound = bound.WithAnnotation(BoundByController, "yes");
            var type = VolumeClaims.ClassOf(view, claim);
            if (type is not null)
            {
                bound = bound.WithAnnotation("volume.kubernetes.io/storage-provisioner", type.Text("provisioner")?.Value ?? "");
                if (type.Text("volumeBindingMode")?.Value == "WaitForFirstConsumer") bound = bound.WithAnnotation("volume.kubernetes.io/selected-node", NodeObject.Name);
            }
            plan.Update(VolumeClaims.Resource, bound.With("spec", claim.Map("spec")!.With("volumeName", volume.NameOf())));
            return;
        }
        Keep(view, claim, plan);
    }

    /// <summary>A bound claim shows its volume's size; one that asks for more gets it where its class allows.</summary>
    private static void Keep(LifeView view, MapNode claim, LifePlan plan)
    {
        var status = claim.Map("status") ?? MapNode.Empty;
        if (view.Find(VolumeClaims.Volumes, "", claim.Map("spec").Text("volumeName")?.Value ?? "") is not { } volume)
        {
            if (VolumeClaims.IsBound(claim)) plan.Status(VolumeClaims.Resource, claim, status.With("phase", "Lost"));
            return;
        }
        var capacity = volume.Map("spec").Map("capacity") ?? MapNode.Empty;
        if (VolumeClaims.IsBound(claim) && Size(claim.Map("spec").Map("resources").Map("requests")) is { } wanted && Size(capacity) is { } present && wanted > present)
        {
            var grown = capacity.With("storage", wanted.ToString());
            plan.Update(VolumeClaims.Volumes, volume.With("spec", volume.Map("spec")!.With("capacity", grown)));
            plan.Normal(claim, "FileSystemResizeSuccessful", "MountVolume.NodeExpandVolume succeeded for volume");
            capacity = grown;
        }
        plan.Status(VolumeClaims.Resource, claim, status.With("phase", "Bound").With("accessModes", volume.Map("spec")?["accessModes"] ?? ListNode.Of()).With("capacity", capacity));
    }

    public static Quantity? Size(MapNode? amounts) => amounts.Text("storage")?.Value is { } text && Quantity.TryParse(text, out var size, out _) ? size : null;

    private static void Say(LifeView view, MapNode claim, LifePlan plan, string type, string reason, string message)
    {
        if (view.Owned("events", claim.UidOf()).Any(note => note.Text("reason")?.Value == reason)) return;
        if (type == "Normal") plan.Normal(claim, reason, message);
        else plan.Warning(claim, reason, message);
    }
}
