namespace Reconciler.Sandbox.Server;

/// <summary>How a sandbox is reached.</summary>
public sealed record SandboxAddress(Uri Server, string Token, string AuthorityPem)
{
    public string KubeconfigText => Kubeconfig.Write(Server, AuthorityPem, Token);
}
