using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>A pod by itself: ready, done, or not and why.</summary>
internal static class PodHealth
{
    public static HealthVerdict Of(MapNode body)
    {
        var status = body.Status();
        switch (status.TextAt("phase"))
        {
            case "Succeeded":
                return HealthVerdict.Healthy("completed");
            case "Failed":
                return HealthVerdict.Failed("failed").With(PodProblem.Of(body, []).FirstOrDefault()?.Text);
        }
        if (status.Condition("Ready").IsTrue()) return HealthVerdict.Healthy("ready");
        var problem = PodProblem.Of(body, []).OrderBy(each => each.Kind).FirstOrDefault();
        return (problem?.Kind == ProblemKind.ImageName ? HealthVerdict.Failed("not ready") : HealthVerdict.Progressing("not ready")).With(problem?.Text);
    }
}
