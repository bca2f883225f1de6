using Reconciler.Objects;

namespace Reconciler.Sandbox.Life.Pods;

/// <summary>Getting an image: it is there, unless its name or tag says that it can't be had.</summary>
internal static class ContainerPull
{
    public static void Succeed(ContainerPlace place, bool isFirst)
    {
        if (isFirst && place.Spec.Text("imagePullPolicy")?.Value != "Never")
        {
            place.Plan.Normal(place.Pod, "Pulling", $"Pulling image \"{place.Image}\"", place.FieldPath);
            place.Plan.Normal(place.Pod, "Pulled", $"Successfully pulled image \"{place.Image}\" in 100ms (100ms including waiting). Image size: 10485760 bytes.", place.FieldPath);
        }
        else place.Plan.Normal(place.Pod, "Pulled", $"Container image \"{place.Image}\" already present on machine", place.FieldPath);
    }

    public static MapNode Refuse(ContainerPlace place, MapNode status)
    {
        var problem = Problem(place);
        place.Plan.Normal(place.Pod, "Pulling", $"Pulling image \"{place.Image}\"", place.FieldPath);
        place.Plan.Warning(place.Pod, "Failed", $"Failed to pull image \"{place.Image}\": {problem}", place.FieldPath);
        place.Plan.Warning(place.Pod, "Failed", "Error: ErrImagePull", place.FieldPath);
        place.Plan.LookAgain(place.Now + TimeSpan.FromSeconds(1));
        return ContainerRun.Wait(status, "ErrImagePull", problem).With("image", place.Image);
    }

    /// <summary>After the first failure it is tried again and again, with nobody to help.</summary>
    public static MapNode Failed(ContainerPlace place, MapNode status, string reason)
    {
        if (reason == "ImagePullBackOff") return status;
        place.Plan.Normal(place.Pod, "BackOff", $"Back-off pulling image \"{place.Image}\"", place.FieldPath);
        place.Plan.Warning(place.Pod, "Failed", "Error: ImagePullBackOff", place.FieldPath);
        return ContainerRun.Wait(status, "ImagePullBackOff", $"Back-off pulling image \"{place.Image}\": ErrImagePull: {Problem(place)}");
    }

    private static string Problem(ContainerPlace place)
    {
        var full = ImageSteer.FullName(place.Image);
        return $"rpc error: code = NotFound desc = failed to pull and unpack image \"{full}\": failed to resolve reference \"{full}\": {full}: not found";
    }
}
