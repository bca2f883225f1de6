using Microsoft.AspNetCore.Http;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Routes;

/// <summary>A request for a resource that is served, by somebody who may make it.</summary>
internal sealed record ResourceRequest(HttpContext Context, ApiUser User, RequestPath Path, ServedResource Resource)
{
    /// <summary>The namespace of the path, "" for what is cluster-scoped.</summary>
    public string Namespace => Resource.IsNamespaced ? Path.Namespace : "";

    public bool IsDryRun => Context.Text("dryRun").Length > 0;
}
