using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Access.Admission;

/// <summary>How admission says no.</summary>
internal static class AdmissionRefusal
{
    public static ApiStatus Of(AdmissionRequest request, string why) =>
        new(403, "Forbidden", $"{request.Kind.QualifiedResource} \"{request.Name}\" is forbidden: {why}") { Name = request.Name, Group = request.Kind.Group, Kind = request.Kind.Kind.Resource };
}
