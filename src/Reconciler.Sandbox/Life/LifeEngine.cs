using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Life;

/// <summary>
/// Which object is looked at next, and what is decided about it. It is told of every change and writes nothing itself.
/// </summary>
public sealed class LifeEngine(LifeView view)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);

    private readonly Queue<ObjectPlace> _ready = new();
    private readonly HashSet<ObjectPlace> _waiting = [];
    private readonly PriorityQueue<ObjectPlace, DateTimeOffset> _later = new();
    private readonly Dictionary<ObjectPlace, DateTimeOffset> _due = [];

    public LifeView View => view;

    /// <summary>When something is next to be looked at though nothing changes; null for never.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            // what was looked at meanwhile, or is due sooner, has a newer entry
            while (_later.TryPeek(out var place, out var when) && _due.GetValueOrDefault(place) != when) _later.Dequeue();
            return _later.TryPeek(out _, out var due) ? due : null;
        }
    }

    /// <summary>Takes in what an object is now; null when it is gone.</summary>
    public void Take(ObjectPlace place, MapNode? after)
    {
        var before = view.Find(place);
        view.Put(place, after);
        foreach (var woken in LifeWakes.Of(view, place, before, after)) Wake(woken);
    }

    /// <summary>Puts an object into the queue, unless it waits there already.</summary>
    public void Wake(ObjectPlace place)
    {
        if (Controllers.All.ContainsKey(place.Resource) && _waiting.Add(place)) _ready.Enqueue(place);
    }

    /// <summary>Decides about the next object that is waiting or due; null when there is none.</summary>
    public LifePlan? Next(DateTimeOffset now)
    {
        view.Now = now;
        while (NextDue is { } due && due <= now)
        {
            var place = _later.Dequeue();
            _due.Remove(place);
            Wake(place);
        }
        while (_ready.TryDequeue(out var place))
        {
            _waiting.Remove(place);
            var controller = Controllers.All[place.Resource];
            var plan = new LifePlan(place, controller.Component) { Manager = controller.Manager };
            if (view.Find(place) is { } body) controller.Step(view, body, plan);
            else controller.Gone?.Invoke(view, place, plan);
            if (plan.Again is { } again) Schedule(place, again);
            if (plan.Writes.Count > 0) return plan;
        }
        return null;
    }

    /// <summary>Looks at an object again because what was decided about it came too late.</summary>
    public void Retry(ObjectPlace place) => Wake(place);

    /// <summary>Remembers that a creation for an object was refused, so that it waits longer and longer before the next.</summary>
    public void Refuse(ObjectPlace place, ApiStatus status)
    {
        var times = (view.RefusalOf(place)?.Times ?? 0) + 1;
        var pause = FirstPause * Math.Pow(2, Math.Min(times - 1, 7));
        view.SetRefusal(place, new Refusal(status, view.Now + (pause < LongestPause ? pause : LongestPause), times));
        Wake(place);
    }

    public void Accept(ObjectPlace place)
    {
        if (view.RefusalOf(place) is null) return;
        view.SetRefusal(place, null);
        Wake(place);
    }

    private void Schedule(ObjectPlace place, DateTimeOffset when)
    {
        // nothing is looked at again in the same moment
        if (when <= view.Now) when = view.Now + FirstPause;
        if (_due.TryGetValue(place, out var known) && known <= when && known > view.Now) return;
        _due[place] = when;
        _later.Enqueue(place, when);
    }
}
