using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Reconciler.Sandbox.Api;

/// <summary>
/// Where other parts of the sandbox plug into the server: access control, admission, answers of their own, faults.
/// What is not set leaves the server open to its token, and admits everything.
/// </summary>
public sealed class SandboxHooks
{
    /// <summary>Whose a bearer token is that is not the server's own; null for nobody's.</summary>
    public Func<string, ApiUser?> Authenticate { get; set; } = _ => null;

    /// <summary>Whether a user may; asked for everybody, also for administrators.</summary>
    public Func<AccessRequest, AccessDecision> Authorize { get; set; } = request => new AccessDecision(request.User.Groups.Contains("system:masters"));

    /// <summary>Asked one after another for each write.</summary>
    public IList<Func<AdmissionRequest, AdmissionAnswer>> Admission { get; } = [];

    /// <summary>Answers by "pods/log", "pods/eviction", "serviceaccounts/token" or, for kinds that are only created, "tokenreviews.authentication.k8s.io".</summary>
    public IDictionary<string, Func<ResourceCall, Task>> Calls { get; } = new Dictionary<string, Func<ResourceCall, Task>>(StringComparer.Ordinal);

    /// <summary>Sees each request before anything else does; answers it or goes on with the next.</summary>
    public IList<Func<HttpContext, RequestDelegate, Task>> Requests { get; } = [];

    /// <summary>Sees each connection, under its encryption.</summary>
    public IList<Func<ConnectionDelegate, ConnectionDelegate>> Connections { get; } = [];
}
