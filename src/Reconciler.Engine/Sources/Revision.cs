namespace Reconciler.Engine.Sources;

/// <summary>
/// One state of a source. <see cref="Commit"/> is null for the files of a folder as they lie; <see cref="Reference"/> is the
/// full name that was resolved, if any, and <see cref="TagObject"/> the annotated tag that led to the commit.
/// </summary>
public sealed record Revision(string? Commit, string? Reference = null, string? TagObject = null)
{
    /// <summary>For the files of a folder, what changes when any of them does.</summary>
    public string? Stamp { get; init; }

    public static Revision AsItLies { get; } = new((string?)null);
}

/// <summary>A revision that can be read, and what stands before its paths where they are shown.</summary>
public sealed record SourceSnapshot(ISource Source, string Prefix);

/// <summary>What is known of a commit. A dirty one is a working copy's HEAD with changes below the source that are not committed.</summary>
public sealed record CommitFacts(string Id, string Author, string AuthorEmail, DateTimeOffset Time, string Subject, bool IsDirty = false)
{
    public string ShortId => Id[..7];
}

/// <summary>
/// Where a source is, in the one way that all spellings of it share: <c>host/path//folder</c> without scheme, user, `.git`
/// or trailing slash, or <c>folder//path</c> for a folder that has no origin.
/// </summary>
public sealed record SourceIdentity(string Value)
{
    public override string ToString() => Value;
}

/// <summary>Whether one commit descends from another. Not known is an answer of its own, and says why.</summary>
public abstract record Ancestry
{
    private Ancestry() { }

    public sealed record Yes : Ancestry;

    public sealed record No : Ancestry;

    public sealed record Unknown(string Reason) : Ancestry;
}

/// <summary>What has to be signed: the commit itself, or the tag that --ref names.</summary>
public enum SignedObject
{
    Commit,
    Tag,
}

/// <summary>Whose signatures count: ssh keys by a list of allowed signers, OpenPGP keys by a keyring, either as the bytes of the file.</summary>
public sealed record SignatureTrust(ReadOnlyMemory<byte>? AllowedSigners, ReadOnlyMemory<byte>? Keyring, SignedObject Require = SignedObject.Commit);
