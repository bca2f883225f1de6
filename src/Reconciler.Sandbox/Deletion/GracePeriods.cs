using Reconciler.Objects;

namespace Reconciler.Sandbox.Deletion;

/// <summary>How long an object is given to end. Only pods that a node runs are.</summary>
internal static class GracePeriods
{
    private const int Default = 30;

    public static int Of(DeleteCall call, MapNode body)
    {
        if (call.Resource.StorageName != "pods") return 0;
        if (string.IsNullOrEmpty(body.Map("spec").Text("nodeName")?.Value)) return 0;
        if (body.Map("status").Text("phase")?.Value is "Succeeded" or "Failed") return 0;
        var wanted = call.GraceSeconds ?? body.Map("spec").Int("terminationGracePeriodSeconds")?.Value ?? Default;
        // a grace below zero is taken for the shortest one; only 0 itself is at once
        return wanted < 0 ? 1 : wanted;
    }
}
