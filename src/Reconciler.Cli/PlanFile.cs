using System.Collections.Immutable;
using System.Text;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Cli;

/// <summary>A plan that was written down to be reviewed, and is to be applied as it is.</summary>
internal sealed record PlanFile(string Name, SourceChoice Source)
{
    public string SourceIdentity { get; init; } = "";

    /// <summary>The commit to render again; null where the files counted as they lay.</summary>
    public string? Commit { get; init; }

    public string ApplySet { get; init; } = "";
    public string Environment { get; init; } = "";
    public string Cluster { get; init; } = "";
    public string? ClusterUid { get; init; }
    public Approvals Approvals { get; init; } = Approvals.None;
    public ImmutableArray<ReviewedChange> Changes { get; init; } = [];

    /// <summary>Whether SOURCE means a plan file: specs are written in YAML, so a file of JSON is none, and a plan is one under any name.</summary>
    public static bool IsNamed(string source, string workingDirectory)
    {
        var path = Path.Combine(workingDirectory, source);
        if (!File.Exists(path)) return false;
        if (source.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return true;
        try
        {
            return File.ReadLines(path).Take(3).Any(line => line.Trim() == "\"kind\": \"Plan\",");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // whoever reads the source says what is wrong with it
            return false;
        }
    }

    /// <summary>Reads a plan and checks that nobody has changed it since it was written.</summary>
    public static (PlanFile? File, Diagnostic? Problem) Read(string name, string workingDirectory)
    {
        MapNode document;
        try
        {
            if (NodeJson.Read(File.ReadAllBytes(Path.Combine(workingDirectory, name))) is not MapNode map || map.Text("kind")?.Value != PlanJson.Kind) return (null, Unreadable(name, "it is no plan"));
            document = map;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or System.Text.Json.JsonException or FormatException)
        {
            return (null, Unreadable(name, PlanWords.OneLine(problem.Message)));
        }
        if (document.Text("apiVersion")?.Value != ValidationJson.ApiVersion) return (null, Unreadable(name, $"its apiVersion is {document.Text("apiVersion")?.Value ?? "missing"}, and this version reads {ValidationJson.ApiVersion}"));
        if (document.Text(PlanJson.DigestField)?.Value != PlanJson.Digest(document).Value) return (null, GuardCodes.PlanFileChanged.At(new Origin(name, 0, 0), "the plan was changed since it was written", "make it anew with plan --out"));
        return document.Map("base") is null ? (Of(name, document), null) : (null, Foreign(name, "it says what a branch changes, and is no plan of all that is to be done", "make one without --base"));
    }

    /// <summary>Why the plan does not belong to what was opened, or null where it does.</summary>
    public Diagnostic? WhyForeign(Plan fresh, string? clusterUid)
    {
        var isOtherCluster = ClusterUid is not null && clusterUid is not null ? ClusterUid != clusterUid : Cluster != fresh.Cluster;
        if (isOtherCluster) return Foreign(Name, $"it was made for the cluster {Cluster}, and {(Cluster == fresh.Cluster ? "this is another of that name" : $"this is {fresh.Cluster}")}", $"--cluster {Cluster}");
        if (SourceIdentity != fresh.Source.Identity) return Foreign(Name, $"it was made from {SourceIdentity}, and {Source.ShownName} is {fresh.Source.Identity} here", "run the command where the plan was made");
        return ApplySet == fresh.Identity.ApplySetId ? null : Foreign(Name, $"it was made for the inventory of {Environment} ({ApplySet}), and the source has {fresh.Identity.Environment} ({fresh.Identity.ApplySetId})", "plan again");
    }

    private static PlanFile Of(string name, MapNode document)
    {
        var (source, cluster, approvals) = (document.Map("source"), document.Map("cluster"), document.Map("approvals"));
        var isClean = source.Flag("dirty")?.Value == false;
        return new PlanFile(name, new SourceChoice(source.Text("name")?.Value ?? ".", source.Text("ref")?.Value, source.Text("path")?.Value))
        {
            SourceIdentity = source.Text("identity")?.Value ?? "",
            Commit = isClean ? source.Text("commit")?.Value : null,
            ApplySet = document.Text("applySet")?.Value ?? "",
            Environment = document.Text("environment")?.Value ?? "",
            Cluster = cluster.Text("name")?.Value ?? "",
            ClusterUid = cluster.Text("uid")?.Value,
            Approvals = new Approvals(
                [.. approvals.Texts("codes").Select(code => DiagnosticCode.Find(code.Value)).OfType<DiagnosticCode>().Select(code => code.Number)],
                approvals.Int("allowPrune")?.Value,
                approvals.Flag("takeOverInventory")?.Value == true),
            Changes = [.. document.Maps("changes").Select(Reviewed)],
        };
    }

    private static ReviewedChange Reviewed(MapNode change)
    {
        var key = new ObjectKey(ObjectKey.GroupOf(change.Text("apiVersion")?.Value ?? ""), change.Text("kind")?.Value ?? "", change.Text("namespace")?.Value ?? "", change.Text("name")?.Value ?? "");
        var lane = new Lane(change.Map("lane").Text("title")?.Value ?? "", change.Map("lane").Text("namespace")?.Value ?? "", Origin.None);
        return new ReviewedChange(key, Enum.Parse<ChangeAction>(change.Text("action")?.Value ?? "", ignoreCase: true), lane)
        {
            DesiredHash = change.Text("desiredHash")?.Value,
            Uid = change.Text("uid")?.Value,
            OwnedHash = change.Text("ownedHash")?.Value,
            Fields = change.List("fields") ?? ListNode.Of(),
        };
    }

    /// <summary>
    /// Writes a plan so that nobody finds half of one, and only its owner may read it: values of objects are in it, though none of
    /// Secrets.
    /// </summary>
    public static async Task<Diagnostic?> WriteAsync(string name, string workingDirectory, string text, CancellationToken cancellation)
    {
        var path = Path.GetFullPath(name, workingDirectory);
        var beside = $"{path}.{System.Environment.ProcessId}.tmp";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            // one that a killed process left might be readable for others
            if (File.Exists(beside)) File.Delete(beside);
            await using (var file = new FileStream(beside, options))
            {
                await file.WriteAsync(Encoding.UTF8.GetBytes(text + "\n"), cancellation);
                file.Flush(flushToDisk: true);
            }
            File.Move(beside, path, overwrite: true);
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(beside)) File.Delete(beside);
            return RunCodes.PlanFileUnwritten.At(new Origin(name, 0, 0), $"the plan can't be written: {problem.Message}");
        }
    }

    private static Diagnostic Unreadable(string name, string why) => RunCodes.PlanFileUnreadable.At(new Origin(name, 0, 0), $"the plan can't be read: {why}", "make it anew with plan --out");

    private static Diagnostic Foreign(string name, string why, string fix) => GuardCodes.PlanFileForeign.At(new Origin(name, 0, 0), why, fix);
}
