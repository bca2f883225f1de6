using System.Collections.Immutable;
using System.Globalization;
using Humanizer;
using Reconciler.Engine;
using Reconciler.Holds;
using Reconciler.Runs;

namespace Reconciler.Cli.Output;

/// <summary>What runs, as lines for people.</summary>
internal sealed class StatusText(DateTimeOffset now)
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(21);

    public IEnumerable<string> Of(ClusterStatus status)
    {
        if (status.Environments.IsEmpty) yield return $"Nothing was applied to {status.Cluster} yet.";
        foreach (var environment in status.Environments)
        {
            foreach (var line in Of(environment, status.Cluster)) yield return line;
            yield return "";
        }
        if (status.NodesUnknown is { } why) yield return $"Nodes: unknown, {why}";
        else yield return status.Nodes.IsEmpty ? "Nodes: none" : "Nodes";
        foreach (var line in Table([.. status.Nodes.Select(node => (string[])[node.Name, node.IsReady ? "ready" : "not ready", node.Version])])) yield return line;
    }

    /// <summary>One part with each of its objects.</summary>
    public IEnumerable<string> Of(PartStatus part)
    {
        yield return Heading(part);
        foreach (var line in part.Holds.Select(HoldLine)) yield return line;
        foreach (var line in ProcessLines(part)) yield return line;
        foreach (var line in Table([.. part.Objects.Select(item => (string[])[$"{item.Key.Kind} {item.Key.Name}", Word(item.Health), item.Message])])) yield return line;
    }

    private IEnumerable<string> Of(EnvironmentStatus status, string cluster)
    {
        yield return $"Environment {status.Environment} · {(status.Commit is { } commit ? $"commit {Short(commit)}" : "no commit")} → {cluster}    {status.Source}";
        foreach (var unknown in status.Unknown) yield return $"  ? {unknown.GroupKind} can't be listed, so nothing is known of it: {unknown.Why}";
        foreach (var part in status.Parts.Where(part => part.Lane.IsApp))
        {
            yield return "";
            foreach (var line in App(part)) yield return line;
        }
        var others = status.Parts.Where(part => !part.Lane.IsApp).ToArray();
        if (others.Length > 0) yield return "";
        foreach (var part in others)
        {
            yield return Heading(part);
            if (part.Health != PartHealth.Healthy) yield return Why(part.Worst!);
        }
        foreach (var line in Notes(status)) yield return line;
    }

    private IEnumerable<string> App(PartStatus part)
    {
        yield return Heading(part);
        if (part.Health != PartHealth.Healthy) yield return Why(part.Worst!);
        foreach (var line in part.Holds.Select(HoldLine)) yield return line;
        foreach (var line in ProcessLines(part)) yield return line;
    }

    private IEnumerable<string> Notes(EnvironmentStatus status)
    {
        if (!status.Certificates.IsEmpty) yield return "\nCertificates";
        foreach (var certificate in status.Certificates) yield return $"  {certificate.Secret.Namespace}/{certificate.Secret.Name}   {Expiry(certificate)}";
        foreach (var pause in status.Pauses) yield return $"\nPaused: {pause.Part}, by {pause.By}, {(now - pause.Since).Humanize(culture: CultureInfo.InvariantCulture)} ago";
        if (status.Waiting is { } waiting) yield return $"\nWaits for approval: plan {waiting.Hash}{(waiting.Commit is { } planned ? $" of {Short(planned)}" : "")}, {string.Join(", ", waiting.Codes.Select(code => $"RCN{code}"))}; reconcile approve {status.Environment} {string.Join(' ', waiting.Codes.Select(code => $"RCN{code}"))}";
        if (!status.Held.IsEmpty) yield return "\nHeld";
        foreach (var held in status.Held) yield return $"  {held.Key}   {(held.Until - now).Humanize(culture: CultureInfo.InvariantCulture)} more, undo of {held.Run} brought it back";
        if (!status.Adoptions.IsEmpty) yield return "\nTo be adopted with the next apply";
        foreach (var key in status.Adoptions) yield return $"  {key}";
        if (!status.Orphans.IsEmpty) yield return "\nOrphans";
        foreach (var orphan in status.Orphans) yield return $"  {orphan.Key}   {orphan.Why}";
    }

    private string Heading(PartStatus part)
    {
        var place = part.Lane.Namespace.Length == 0 ? "" : $" (namespace {part.Lane.Namespace})";
        var deploy = part.Revision;
        return string.Create(CultureInfo.InvariantCulture, $"{part.Lane.Name}{place}   revision {deploy.Number}{(deploy.Commit is { } commit ? $" · {Short(commit)}" : "")} · {Outcome(deploy.Outcome)} {Ago(deploy.Time)} · {Word(part.Health)}");
    }

    private static IEnumerable<string> ProcessLines(PartStatus part) =>
        Table([.. part.Processes.Select(process => (string[])[process.Name, string.Create(CultureInfo.InvariantCulture, $"{process.Ready}/{process.Wanted}"), $"{process.Image}{process.Serves switch { true => "   gets the requests", false => "   gets no requests", null => "" }}"])]);

    private string HoldLine(AppHold hold) =>
        $"  {(hold is AppHold.Restart ? "" : "held: ")}{hold.Words} by {hold.By}, {Ago(hold.Since)}{(hold.Until is { } until ? $", {(until - now).Humanize(culture: CultureInfo.InvariantCulture)} more" : "")}";

    private static string Why(ObjectStatus item) => $"  {item.Key.Kind} {item.Key.Name}: {item.Message}";

    private string Expiry(CertificateStatus certificate)
    {
        if (certificate.NotAfter is not { } end) return $"unknown, {certificate.Unknown}";
        var left = (end - now).Duration().Humanize(culture: CultureInfo.InvariantCulture);
        if (end <= now) return $"! expired {left} ago";
        return string.Create(CultureInfo.InvariantCulture, $"{(end - now < Soon ? "! " : "")}expires in {left}, on {end.UtcDateTime:yyyy-MM-dd}");
    }

    private string Ago(DateTimeOffset time) => $"{(now - time).Duration().Humanize(culture: CultureInfo.InvariantCulture)} ago";

    /// <summary>How a deploy ended, as people say it.</summary>
    public static string Outcome(string word) => word == "rolledBack" ? "rolled back" : word;

    /// <summary>Seven digits of a commit.</summary>
    public static string Short(string commit) => commit[..Math.Min(7, commit.Length)];

    public static string Word(PartHealth health) => health.ToString().ToLowerInvariant();

    /// <summary>Rows in columns, indented.</summary>
    public static IEnumerable<string> Table(ImmutableArray<string[]> rows)
    {
        if (rows.IsEmpty) return [];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        return rows.Select(row => $"  {string.Join("   ", row.Select((cell, column) => cell.PadRight(widths[column])))}".TrimEnd());
    }
}
