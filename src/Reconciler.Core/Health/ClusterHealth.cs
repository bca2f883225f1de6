using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>Namespaces, and what adds kinds to a cluster.</summary>
internal static class ClusterHealth
{
    public static HealthVerdict OfNamespace(MapNode body) => body.Status().TextAt("phase") switch
    {
        "Active" => HealthVerdict.Healthy("active"),
        "Terminating" => HealthVerdict.Progressing("being deleted"),
        _ => HealthVerdict.Progressing("waiting to be active"),
    };

    public static HealthVerdict OfDefinition(MapNode body)
    {
        var status = body.Status();
        if (status.Condition("NamesAccepted") is { } names && names.IsFalse()) return HealthVerdict.Failed(names.Because("its names are taken"));
        return status.Condition("Established").IsTrue() && status.Condition("NamesAccepted").IsTrue()
            ? HealthVerdict.Healthy("established")
            : HealthVerdict.Progressing("waiting to be established");
    }

    public static HealthVerdict OfApiService(MapNode body) => body.Status().Condition("Available") switch
    {
        { } available when available.IsTrue() => HealthVerdict.Healthy("available"),
        { } available => HealthVerdict.Progressing(available.Because("not available")),
        null => HealthVerdict.Progressing("waiting for the API server to try it"),
    };
}
