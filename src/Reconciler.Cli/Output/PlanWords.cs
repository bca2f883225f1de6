using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Humanizer;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Cli.Output;

/// <summary>How the parts of a plan are put into words, whatever form they are shown in.</summary>
internal static class PlanWords
{
    /// <summary>The parts that something happens in, in the plan's order.</summary>
    public static ImmutableArray<ImmutableArray<Change>> Changing(IEnumerable<Change> changes, bool withBookkeeping = false) =>
        [.. changes.Where(change => change.Action != ChangeAction.Keep && (withBookkeeping || !change.IsBookkeeping)).GroupBy(change => change.Lane.Id, StringComparer.Ordinal).Select(lane => lane.ToImmutableArray())];

    /// <summary>"2 Apps change, 14 unchanged", and what else changes; of a plan without Apps the parts that it has.</summary>
    public static string Summary(Plan plan)
    {
        var lanes = plan.Changes.GroupBy(change => change.Lane.Id, StringComparer.Ordinal).Select(lane => (lane.First().Lane, HasChanged: lane.Any(change => change is { Action: not ChangeAction.Keep, IsBookkeeping: false }))).ToList();
        var apps = lanes.Where(lane => lane.Lane.IsApp).ToList();
        var others = lanes.Count(lane => lane.HasChanged && !lane.Lane.IsApp);
        if (apps.Count == 0) return Changed(others, "part", lanes.Count);
        return $"{Changed(apps.Count(lane => lane.HasChanged), "App", apps.Count)}{(others > 0 ? $", {Words.Count(others, "other part")} {(others == 1 ? "changes" : "change")}" : "")}";
    }

    private static string Changed(int changed, string thing, int all) =>
        string.Create(CultureInfo.InvariantCulture, $"{Words.Count(changed, thing)} {(changed == 1 ? "changes" : "change")}, {all - changed} unchanged");

    /// <summary>"shop (namespace shop)".</summary>
    public static string Heading(Lane lane) => lane.Namespace.Length == 0 ? lane.Name : $"{lane.Name} (namespace {lane.Namespace})";

    public static string Name(ObjectKey key) => $"{key.Kind} {key.Name}";

    /// <summary>The object with its namespace, for where no heading names it.</summary>
    public static string FullName(ObjectKey key) => key.Namespace.Length == 0 ? Name(key) : $"{Name(key)} in {key.Namespace}";

    public static string Sign(ChangeAction action) => action switch
    {
        ChangeAction.Create or ChangeAction.Deferred => "+",
        ChangeAction.Adopt => ">",
        ChangeAction.Replace => "±",
        ChangeAction.Prune or ChangeAction.Retire => "-",
        ChangeAction.Orphan => "<",
        ChangeAction.Terminating => "…",
        ChangeAction.Refuse => "!",
        _ => "~",
    };

    /// <summary>What happens to an object at a glance; an old version that only stops is not gone.</summary>
    public static string Sign(Change change) => change.Rests && change.Action == ChangeAction.Retire ? "~" : Sign(change.Action);

    public static string Word(ChangeAction action) => PlanJson.Word(action);

    /// <summary>What stands in the column of causes.</summary>
    public static string CauseOf(Change change) => change.Cause?.Word ?? Word(change.Action);

    /// <summary>Where the change comes from: the line of the source, or who made it.</summary>
    public static string Why(Change change, Plan plan, string prefix, DateTimeOffset now) => change.Cause switch
    {
        Cause.Hold hold => hold.Why,
        Cause.Drift { Manager: { } manager } drift => $"changed by {manager}{(drift.Time is { } time ? $", {(now - time).Humanize(culture: CultureInfo.InvariantCulture)} ago" : "")}",
        Cause.Drift when change.Action == ChangeAction.Terminating => $"is being deleted{(change.Live is { Finalizers.IsEmpty: false } live ? $", held by {string.Join(", ", live.Finalizers)}" : "")}",
        Cause.Drift when change.Live is null => "deleted by someone (not recorded)",
        Cause.Drift => "changed by someone (not recorded)",
        _ when change.Place.IsKnown => string.Create(CultureInfo.InvariantCulture, $"{prefix}{change.Place.File}:{change.Place.Line}"),
        _ when change.Desired is null => change.Action switch
        {
            ChangeAction.Retire when change.Rests => "stays without pods (deploy.keepPrevious)",
            ChangeAction.Retire => "replaced by a newer one",
            ChangeAction.Orphan => "is given up and stays",
            _ => $"removed{(change.Cause is Cause.Yours && plan.Source.Commit is { } commit ? $" in {commit[..Math.Min(7, commit.Length)]}" : " from the source")}",
        },
        _ => "",
    };

    /// <summary>A value on one line, with everything that a terminal or a reader could take for something else made visible.</summary>
    public static string Value(Node? value, int longest)
    {
        var text = value switch
        {
            null => "(none)",
            ScalarNode { Kind: ScalarKind.String, Value: "" } => "\"\"",
            ScalarNode scalar => scalar.Value,
            _ => CanonicalJson.WriteOrdered(value, indented: false),
        };
        return Cut(OneLine(text), longest);
    }

    /// <summary>Text without control characters; a line break becomes \n.</summary>
    public static string OneLine(string text)
    {
        if (!text.Any(IsHidden)) return text;
        var shown = new StringBuilder(text.Length + 8);
        foreach (var letter in text.ReplaceLineEndings("\n"))
        {
            if (letter == '\n') shown.Append("\\n");
            else if (letter == '\t') shown.Append("\\t");
            else if (IsHidden(letter)) shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            else shown.Append(letter);
        }
        return shown.ToString();
    }

    public static string Cut(string text, int longest) => text.Length <= longest ? text : $"{text[..(char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1)]}…";

    /// <summary>What controls terminals, breaks lines, or turns the direction of writing.</summary>
    private static bool IsHidden(char letter) => char.IsControl(letter) || letter is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
