using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Dokku;
using Reconciler.Specs.Merging;

namespace Reconciler.Specs;

/// <summary>What the Procfile and the app.json of an App say, in the shape of its spec. Without them both are empty.</summary>
internal sealed record DokkuParts(MapNode Procfile, MapNode AppJson)
{
    public static DokkuParts Of(SpecDocument app, SourceTree tree, out List<Diagnostic> problems)
    {
        problems = [];
        var procfile = Read(app, "procfile", tree, problems, Dokku.Procfile.Read);
        var appJson = Read(app, "appJson", tree, problems, Dokku.AppJson.Read);
        if (procfile is null && appJson is null) return new DokkuParts(MapNode.Empty, MapNode.Empty);
        var formation = Formation.Complete(procfile, appJson, app.Spec.Map("processes"));
        problems.AddRange(formation.Problems);
        if (appJson is not null) problems.AddRange(appJson.Missing(name => app.Spec.Map("env").Text(name) is not null || app.Spec.Map("env").Map(name) is not null));
        return new DokkuParts(procfile?.Fields ?? MapNode.Empty, SpecMerge.Merge(appJson?.Fields, formation.Fields));
    }

    private static DokkuPart? Read(SpecDocument app, string field, SourceTree tree, List<Diagnostic> problems, Func<string, string, DokkuPart> read)
    {
        if (app.Spec.Text(field) is not { } written || NamedFiles.Resolve(app.File, written.Value) is not { } path) return null;
        if (NamedFileProblems.Of(tree, path, written, $"spec.{field}") is { } problem)
        {
            problems.Add(problem);
            return null;
        }
        var part = read(path, Encoding.UTF8.GetString(((FileContent.Bytes)tree.Named[path]).Value.Span));
        problems.AddRange(part.Problems);
        return part;
    }
}

/// <summary>Why a file that a spec names can't be used. What can't be read is unknown, and an error, never empty.</summary>
internal static class NamedFileProblems
{
    public static Diagnostic? Of(SourceTree tree, string path, Sourced<string> written, string field) => tree.Named.GetValueOrDefault(path) switch
    {
        FileContent.Bytes => null,
        FileContent.TooLarge => SourceCodes.TooLarge.At(written.Origin, $"{path} is over 4 MB", field: field),
        FileContent.LeavesSource link => SourceCodes.LinkLeavesSource.At(written.Origin, $"{path} is a symbolic link to {link.Target}, outside the source", field: field),
        FileContent.Unreadable unreadable => SourceCodes.Unreadable.At(written.Origin, $"{path} can't be read: {unreadable.Reason}", field: field),
        FileContent.Submodule => GitCodes.Submodule.At(written.Origin, $"{path} is a submodule", field: field),
        FileContent.LfsPointer => GitCodes.LfsPointer.At(written.Origin, $"{path} is kept by Git LFS, and the repository has only a pointer to it", field: field),
        _ => SourceCodes.FileMissing.At(written.Origin, $"there is no file {path} in the source", "correct the path, or add the file", field),
    };
}
