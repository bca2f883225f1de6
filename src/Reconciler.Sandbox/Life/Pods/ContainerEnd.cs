using Reconciler.Sandbox.Life.Content;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Pods;

/// <summary>Whether a container ends by itself: after how long, and with which code.</summary>
internal readonly record struct ContainerEnd(TimeSpan After, int ExitCode)
{
    /// <summary>Null for a container that runs until it is stopped.</summary>
    public static ContainerEnd? Of(ContainerPlace place)
    {
        var steer = ImageSteer.Of(place.Image);
        if (steer.Crashes) return new ContainerEnd(place.View.Pace.Crash, 1);
        // what is added to look into a pod stays until it goes with the pod
        if (place.RestartPolicy == "Always" || place.List == "ephemeralContainers") return null;
        if (place.List == "containers")
        {
            switch (ContainerScript.Of(place.Pod, place.Spec, (resource, name) => place.View.Find(resource, place.Pod.MetaText("namespace") ?? "", name)))
            {
                // whoever is connected ends it
                case ContainerScript.Interactive:
                    return null;
                case ContainerScript.Ended script:
                    return new ContainerEnd(script.After, script.Code);
            }
        }
        return new ContainerEnd(steer.Slow ?? (place.IsInit ? TimeSpan.Zero : place.View.Pace.Run), steer.JobFails ? 1 : 0);
    }
}
