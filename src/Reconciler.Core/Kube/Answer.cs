using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Reconciler.Kube;

/// <summary>
/// What a request came to: a value, or why not. Trouble of the server, the network or the credentials is never an
/// exception; only the caller's own cancellation is.
/// </summary>
public abstract record Answer<T>
{
    private Answer() { }

    /// <summary>The server's Warning headers: deprecated versions, PodSecurity, webhooks.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    public sealed record Ok(T Value, int Status) : Answer<T>
    {
        /// <summary>Whether the write made the object: 201 instead of 200.</summary>
        public bool IsCreated => Status == 201;
    }

    public sealed record Failed(KubeError Why) : Answer<T>;

    /// <summary>The error, or null where there is a value.</summary>
    public KubeError? Error => (this as Failed)?.Why;

    public bool TryGet([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out KubeError? error)
    {
        value = this is Ok ok ? ok.Value : default;
        error = Error;
        return error is null;
    }

    /// <summary>The same answer with the value read in another way.</summary>
    public Answer<TOther> Select<TOther>(Func<T, TOther> read) => this switch
    {
        Ok ok => new Answer<TOther>.Ok(read(ok.Value), ok.Status) { Warnings = Warnings },
        Failed failed => new Answer<TOther>.Failed(failed.Why) { Warnings = Warnings },
        _ => throw new UnreachableException(),
    };
}
