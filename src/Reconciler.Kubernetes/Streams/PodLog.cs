using System.Runtime.CompilerServices;
using System.Text;

namespace Reconciler.Kubernetes.Streams;

/// <summary>A container's log as it comes in. It is read once.</summary>
public sealed class PodLog : IDisposable
{
    private readonly HttpResponseMessage _response;

    internal PodLog(HttpResponseMessage response) => _response = response;

    /// <summary>The lines, without their breaks. A connection that breaks ends them with <see cref="IOException"/>.</summary>
    public async IAsyncEnumerable<string> Lines([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var stream = await _response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using var lines = new LineReader(stream);
        while (await lines.Next(cancellation).ConfigureAwait(false) is { } line)
            yield return Encoding.UTF8.GetString(line is [.., (byte)'\r'] ? line.AsSpan(..^1) : line);
    }

    public void Dispose() => _response.Dispose();
}
