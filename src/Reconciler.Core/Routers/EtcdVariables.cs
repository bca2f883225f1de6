using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Specs;

namespace Reconciler.Routers;

/// <summary>The variables that Apps take from etcd: which folders, what of them goes into a container, and which Apps can't be told for lack of them.</summary>
public static class EtcdVariables
{
    /// <summary>Every folder that some App names.</summary>
    public static ImmutableArray<string> FoldersOf(SpecSet specs) =>
        [.. specs.Apps.SelectMany(Sources).Select(source => source.Etcd!.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The folders of an App that are not read, as in a rendering without etcd.</summary>
    public static IEnumerable<Sourced<string>> UnreadOf(AppSpec app, SourceTree tree) =>
        Sources(app).Select(source => source.Etcd!).Where(folder => !tree.EtcdFolders.ContainsKey(folder.Value));

    /// <summary>The variables of one source as they stand in the tree, with the prefix before their names; each stands at the line that asks for it.</summary>
    public static MapNode Of(EnvFromSpec source, SourceTree tree) => source.Etcd is { } folder && tree.EtcdFolders.GetValueOrDefault(folder.Value) is EtcdFolder.Read read
        ? new MapNode([.. read.Variables.Select(variable => new MapEntry($"{source.Prefix?.Value}{variable.Name}", ScalarNode.Of(variable.Value, folder.Origin)))])
        : MapNode.Empty;

    /// <summary>Why Apps can't be told what they are to be, by the lane's id.</summary>
    public static ImmutableDictionary<string, ImmutableArray<Diagnostic>> WhyUnknown(SpecSet specs) =>
        specs.Apps.Select(app => (Lane.Of(app).Id, Reasons: Reasons(app, specs.Source).ToImmutableArray())).Where(app => !app.Reasons.IsEmpty).DistinctBy(app => app.Id).ToImmutableDictionary(app => app.Id, app => app.Reasons);

    /// <summary>The keys that give no variable.</summary>
    public static IEnumerable<Diagnostic> Left(SpecSet specs) =>
        from source in specs.Apps.SelectMany(Sources).DistinctBy(source => source.Etcd!.Value)
        from why in (specs.Source.EtcdFolders.GetValueOrDefault(source.Etcd!.Value) as EtcdFolder.Read)?.Left ?? []
        select RouterCodes.NoVariableName.At(source.Etcd!.Origin, $"{why}, so it is left out");

    private static IEnumerable<EnvFromSpec> Sources(AppSpec app) =>
        app.Processes.SelectMany(process => process.EnvFrom).Where(source => source.Etcd is not null).DistinctBy(source => (source.Etcd!.Value, source.Etcd.Origin));

    private static IEnumerable<Diagnostic> Reasons(AppSpec app, SourceTree tree)
    {
        foreach (var source in Sources(app))
        {
            var folder = source.Etcd!;
            switch (tree.EtcdFolders.GetValueOrDefault(folder.Value))
            {
                case EtcdFolder.Unknown unknown:
                    yield return RouterCodes.VariablesUnknown.At(folder.Origin, $"the variables of {app.Name} below {folder.Value} are unknown, so it stays as it is: {unknown.Why}");
                    break;
                case EtcdFolder.Read { Variables.IsEmpty: true } when source.Optional?.Value != true:
                    yield return RouterCodes.NoVariables.At(folder.Origin, $"{app.Name} takes its variables from {folder.Value} in etcd, and there are none", "write them, or add optional: true");
                    break;
            }
        }
    }
}
