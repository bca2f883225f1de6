using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering.Routing;

/// <summary>The text of a file that a spec names; null, with the problem reported, where it is not known.</summary>
internal static class NamedText
{
    public static string? Read(SpecDocument document, Sourced<string> written, string field, SourceTree source, ICollection<Diagnostic> problems)
    {
        var path = NamedFiles.Resolve(document.File, written.Value);
        var problem = path is null ? null : source.Named.GetValueOrDefault(path) switch
        {
            FileContent.Bytes bytes when IsEncrypted(bytes.Value.Span) => (SourceCodes.Encrypted, $"{written} is encrypted with SOPS, so what it says is not known here"),
            FileContent.Bytes => ((DiagnosticCode, string)?)null,
            FileContent.Missing or null => (SourceCodes.FileMissing, $"{written} is not there: the source has no file {path}"),
            FileContent.TooLarge => (SourceCodes.TooLarge, $"{written} is over 4 MB"),
            FileContent.LeavesSource => (SourceCodes.LinkLeavesSource, $"{written} is a symbolic link that leaves the source"),
            FileContent.Submodule => (GitCodes.Submodule, $"{written} is a submodule"),
            FileContent.LfsPointer => (GitCodes.LfsPointer, $"{written} is kept by Git LFS, and the repository has only a pointer to it"),
            FileContent.Unreadable unreadable => (SourceCodes.Unreadable, $"{written} can't be read: {unreadable.Reason}"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (problem is var (code, message)) problems.Add(code.At(written.Origin, message, field: $"spec.{field}"));
        // A path that leaves the source has been reported where named files are gathered.
        return path is null || problem is not null ? null : Encoding.UTF8.GetString(((FileContent.Bytes)source.Named[path]).Value.Span);
    }

    /// <summary>SOPS marks each value it encrypts, and adds a section of its own; a file that it does not understand becomes one value in JSON.</summary>
    private static bool IsEncrypted(ReadOnlySpan<byte> content) =>
        content.IndexOf("ENC[AES256_GCM,"u8) >= 0 || (content.IndexOf("sops:\n"u8) >= 0 && content.IndexOf("ENC["u8) >= 0);
}
