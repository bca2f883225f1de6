using System.Collections.Immutable;

namespace Reconciler.Engine.Control;

/// <summary>The last runs of the controller, in this process's memory; what they put in place is in the cluster's history.</summary>
internal sealed class RunBook(int most)
{
    private ImmutableArray<ControlRun> _all = [];

    /// <summary>Newest first.</summary>
    public ImmutableArray<ControlRun> All => _all;

    /// <summary>Writes a run down; whether it was not there before. Of a thousand Apps that each run looked at, fifty runs would be much to keep.</summary>
    public bool Put(ControlRun run)
    {
        var isNew = false;
        ImmutableInterlocked.Update(ref _all, all =>
        {
            isNew = !all.Any(known => known.Id == run.Id && known.Environment == run.Environment);
            return isNew ? [run, .. all.Take(most - 1).Select(older => older with { Status = older.Status.Told() })] : [.. all.Select(known => known.Id == run.Id && known.Environment == run.Environment ? run : known)];
        });
        return isNew;
    }
}
