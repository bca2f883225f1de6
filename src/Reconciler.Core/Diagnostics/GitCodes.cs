namespace Reconciler.Diagnostics;

/// <summary>RCN1040 to RCN1049: what a commit names and does not carry. RCN2030 to RCN2059: git repositories, and how they are reached.</summary>
public static class GitCodes
{
    public static readonly DiagnosticCode Submodule = new(1040, Severity.Error, "A folder of the source is a submodule",
        "A commit only names the commit of another repository there. What that holds is unknown, not empty.", "Keep the files in this repository, or list the folder in .reconcileignore.");

    public static readonly DiagnosticCode LfsPointer = new(1041, Severity.Error, "A file is kept by Git LFS",
        "The repository has only a pointer to it, so what it says is unknown, not empty.", "Take the file out of LFS (git lfs untrack), or list it in .reconcileignore.");

    public static readonly DiagnosticCode GitMissing = new(2030, Severity.Error, "git is not there, or too old",
        "Repositories are read with the git command, version 2.34 or later, which has to be on PATH.", "Install git, or name a folder as source.");

    public static readonly DiagnosticCode UrlRefused = new(2031, Severity.Error, "A git URL is not understood or not allowed",
        "A source is https://, ssh://, git@host:path or file://. Plain http:// and git:// are allowed to this machine only, because anybody on the way could change what they bring.", "Write one of these forms.");

    public static readonly DiagnosticCode ReferenceInvalid = new(2032, Severity.Error, "--ref is no name that git allows",
        "A reference is the name of a branch or a tag, or a whole commit id.", "Write a branch, a tag, or all digits of a commit.");

    public static readonly DiagnosticCode ReferenceMissing = new(2033, Severity.Error, "The repository has no such branch, tag or commit",
        "The server was asked and answered that it has none. What it would say is unknown, not empty.", "Check --ref; git ls-remote shows what there is.");

    public static readonly DiagnosticCode ReferenceAmbiguous = new(2034, Severity.Error, "A branch and a tag have the same name",
        "They may be different commits, and a guess could deploy the wrong one.", "Write refs/heads/NAME or refs/tags/NAME.");

    public static readonly DiagnosticCode RepositoryEmpty = new(2035, Severity.Error, "The repository has no commit",
        "It has no branch yet, or its HEAD names one that is not there.", "Push a commit, or name a branch with --ref.");

    public static readonly DiagnosticCode RepositoryMissing = new(2036, Severity.Error, "The repository is not there",
        "The server does not know it. Many servers answer like this too where the credentials may not see it.", "Check the URL, and what the credentials may read.");

    public static readonly DiagnosticCode CredentialsRefused = new(2037, Severity.Error, "The git server wants other credentials",
        "It got none, or does not accept those that it got.", "Set RECONCILE_GIT_TOKEN or RECONCILE_GIT_SSH_KEY, or give the user's git a credential helper.");

    public static readonly DiagnosticCode CredentialsUnreadable = new(2038, Severity.Error, "Credentials for git can't be read",
        "A variable names a file that is not there, can't be read, or holds no single line.", "Check the file that the message names.");

    public static readonly DiagnosticCode HostKeyUnknown = new(2039, Severity.Error, "The host key of the git server is not known",
        "Over ssh a server is only trusted when its key was written down before, so that nobody can take its place.", "Get the key from the server's owner and add it: ssh-keyscan HOST >> FILE, compare its fingerprint, and name FILE in RECONCILE_GIT_KNOWN_HOSTS.");

    public static readonly DiagnosticCode HostKeyChanged = new(2040, Severity.Error, "The git server has another host key than the one known",
        "It was set up anew, or something else answers in its place.", "Ask the server's owner. If the change is meant, replace the line in the known hosts file.");

    public static readonly DiagnosticCode Unreachable = new(2041, Severity.Error, "The git server can't be reached",
        "Name, network, port or certificate stand in the way; the message says which. What the repository holds is unknown, not empty.", "Check the URL and the network, and try again.");

    public static readonly DiagnosticCode Redirected = new(2042, Severity.Error, "The git server sends to another address",
        "Credentials are not sent to an address that nobody wrote down.", "Write the address that the server means; often only .git is missing at the end.");

    public static readonly DiagnosticCode FetchIncomplete = new(2043, Severity.Error, "A fetch did not bring everything",
        "The connection broke, or the server sent less than the whole commit. What is missing is unknown, so nothing of it is used.", "Try again.");

    public static readonly DiagnosticCode GitTimeout = new(2044, Severity.Error, "git took too long",
        "It was stopped. What the repository holds is unknown, not empty.", "Try again, and check how the server is doing.");

    public static readonly DiagnosticCode CacheUnusable = new(2045, Severity.Error, "The cache of repositories can't be used",
        "Fetched commits are kept in a folder of the user, $XDG_CACHE_HOME/reconciler or ~/.cache/reconciler, which has to be writable and the user's own.", "Set XDG_CACHE_HOME to a folder that can be written.");

    public static readonly DiagnosticCode NotARepository = new(2046, Severity.Error, "--ref was given for a folder without git",
        "A commit can only be read from a git working copy.", "Leave --ref out to read the files as they lie.");

    public static readonly DiagnosticCode GitFailed = new(2047, Severity.Error, "git failed",
        "The message is git's own.", "Mend what the message names.");

    public static readonly DiagnosticCode Unsigned = new(2050, Severity.Error, "A commit or tag is not signed",
        "The Environment asks for signatures (sync.verify), and this has none.", "Sign it: git commit -S, git tag -s.");

    public static readonly DiagnosticCode SignerUnknown = new(2051, Severity.Error, "The signer is not one of those allowed",
        "The signature was made with a key that neither the allowed signers nor the keyring of sync.verify have.", "Add the key in a commit that an allowed key signs, or sign with an allowed one.");

    public static readonly DiagnosticCode SignatureExpired = new(2052, Severity.Error, "A signature or its key has expired or was revoked",
        "It may have been right once; nobody vouches for it now.", "Sign with a key that is valid.");

    public static readonly DiagnosticCode SignatureBad = new(2053, Severity.Error, "A signature does not fit what it signs",
        "The commit or tag was changed after it was signed, or carries the signature of another.", "Find out who made it, and don't deploy it.");

    public static readonly DiagnosticCode SignatureToolMissing = new(2054, Severity.Error, "The program that checks signatures is not there",
        "OpenPGP signatures are checked with gpg, signatures by ssh keys with ssh-keygen.", "Install gpg or ssh-keygen, whichever the message names.");

    public static readonly DiagnosticCode TrustUnusable = new(2055, Severity.Error, "The keys of sync.verify can't be used",
        "The keyring or the list of allowed signers is empty or is not what it should be. Without it nothing can be trusted.", "Export the keyring with gpg --export --armor; write allowed signers as ssh-keygen describes them.");
}
