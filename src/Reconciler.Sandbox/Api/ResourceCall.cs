using Microsoft.AspNetCore.Http;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Api;

/// <summary>A request that a part of the server answers in its own way, such as pods/log or a TokenReview. It is authorised already.</summary>
public sealed record ResourceCall(HttpContext Context, ApiUser User, ServedResource Resource, string Namespace, string Name, string Subresource)
{
    /// <summary>What follows the subresource in the path, for proxies: "" or "healthz/deep".</summary>
    public string Rest { get; init; } = "";
}
