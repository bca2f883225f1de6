using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>Namespaces, and what adds kinds to a cluster.</summary>
internal static class ClusterHealth
{
    public static Health OfNamespace(MapNode body) => body.Status().TextAt("phase") switch
    {
        "Active" => Health.Healthy("active"),
        "Terminating" => Health.Progressing("being deleted"),
        _ => Health.Progressing("waiting to be active"),
    };

    public static Health OfDefinition(MapNode body)
    {
        var status = body.Status();
        if (status.Condition("NamesAccepted") is { } names && names.IsFalse()) return Health.Failed(names.Because("its names are taken"));
        return status.Condition("Established").IsTrue() && status.Condition("NamesAccepted").IsTrue()
            ? Health.Healthy("established")
            : Health.Progressing("waiting to be established");
    }

    public static Health OfApiService(MapNode body) => body.Status().Condition("Available") switch
    {
        { } available when available.IsTrue() => Health.Healthy("available"),
        { } available => Health.Progressing(available.Because("not available")),
        null => Health.Progressing("waiting for the API server to try it"),
    };
}
