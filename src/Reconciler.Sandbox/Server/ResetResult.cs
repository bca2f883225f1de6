namespace Reconciler.Sandbox.Server;

/// <summary>What became of a sandbox's state that was to be deleted.</summary>
public enum ResetResult
{
    Done,

    /// <summary>There is no such file.</summary>
    NothingThere,

    /// <summary>A process serves it.</summary>
    InUse,

    /// <summary>The file is no store, so it was left alone.</summary>
    NoStore,
}
