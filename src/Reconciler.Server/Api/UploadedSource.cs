using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using Reconciler.Engine;
using Reconciler.Specs;
using Reconciler.Specs.Layout;

namespace Reconciler.Server.Api;

/// <summary>A tree of specs that somebody sent as a tar archive, in memory. Links and whatever else is no plain file are left out.</summary>
internal sealed class UploadedSource : ISource
{
    private const int MostFiles = 20_000;
    private const long MostBytes = 64L << 20;

    private readonly ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> _files;

    private UploadedSource(ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> files) => _files = files;

    /// <summary>Reads an archive, compressed or not; the reason where it isn't one, or is too large.</summary>
    public static async Task<(UploadedSource? Source, string? Why)> ReadAsync(Stream body, bool isCompressed, CancellationToken cancellation)
    {
        var files = ImmutableSortedDictionary.CreateBuilder<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var bytes = 0L;
        try
        {
            await using var plain = isCompressed ? new GZipStream(body, CompressionMode.Decompress) : body;
            // also what is skipped has to be unpacked, and names may be as long as somebody likes
            await using var tar = new TarReader(new BoundedStream(plain, 2 * MostBytes));
            while (await tar.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
            {
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || Clean(entry.Name) is not { } path) continue;
                if ((bytes += entry.Length) > MostBytes || files.Count >= MostFiles) return (null, $"the tree is larger than {MostBytes >> 20} MB or {MostFiles} files");
                using var content = new MemoryStream();
                if (entry.DataStream is { } data) await data.CopyToAsync(content, cancellation);
                files[path] = content.ToArray();
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or EndOfStreamException or FormatException)
        {
            return (null, $"the body is no tar archive: {problem.Message}");
        }
        return (new UploadedSource(files.ToImmutable()), null);
    }

    public Task<ImmutableArray<SourceEntry>> ListAsync(CancellationToken cancellation) => Task.FromResult<ImmutableArray<SourceEntry>>([.. _files.Keys.Select(path => new SourceEntry(path))]);

    public Task<IReadOnlyDictionary<string, FileContent>> ReadAsync(IEnumerable<string> paths, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<string, FileContent>>(paths.Distinct(StringComparer.Ordinal).ToDictionary(path => path, path => _files.TryGetValue(path, out var bytes) ? (FileContent)new FileContent.Bytes(bytes) : new FileContent.Missing(), StringComparer.Ordinal));

    /// <summary>A path inside the tree; null for one that leads out of it.</summary>
    private static string? Clean(string name)
    {
        var parts = name.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToList();
        return parts.Count == 0 || parts.Contains("..") || name.StartsWith('/') ? null : string.Join('/', parts);
    }
}
