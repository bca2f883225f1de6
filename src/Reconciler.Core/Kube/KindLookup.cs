
namespace Reconciler.Kube;

/// <summary>What is known of a kind. Not served is knowledge; unknown is none, and nothing may be concluded from it.</summary>
public abstract record KindLookup
{
    private KindLookup() { }

    public sealed record Served(KubeResource Resource) : KindLookup;

    /// <summary>A complete and fresh discovery does not have it.</summary>
    public sealed record NotServed : KindLookup;

    /// <summary>Discovery failed, as a whole or for the kind's group.</summary>
    public sealed record Unknown(KubeError Why) : KindLookup;
}
