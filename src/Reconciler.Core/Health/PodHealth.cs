using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>A pod by itself: ready, done, or not and why.</summary>
internal static class PodHealth
{
    public static Health Of(MapNode body)
    {
        var status = body.Status();
        switch (status.TextAt("phase"))
        {
            case "Succeeded":
                return Health.Healthy("completed");
            case "Failed":
                return Health.Failed("failed").With(PodProblem.Of(body, []).FirstOrDefault()?.Text);
        }
        if (status.Condition("Ready").IsTrue()) return Health.Healthy("ready");
        var problem = PodProblem.Of(body, []).OrderBy(each => each.Kind).FirstOrDefault();
        return (problem?.Kind == ProblemKind.ImageName ? Health.Failed("not ready") : Health.Progressing("not ready")).With(problem?.Text);
    }
}
