using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Live;
using Reconciler.Objects;

namespace Reconciler.Engine.Live;

/// <summary>Reads the configuration that a running pod of ingress-nginx has made, as it is in its file.</summary>
public sealed class NginxReader(IPodCommands commands)
{
    private const string File = "/etc/nginx/nginx.conf";

    /// <summary>The server blocks of the domains, or why they can't be had.</summary>
    public async Task<(ImmutableArray<string> Servers, Diagnostic? Problem)> ReadAsync(MapNode pod, ImmutableArray<string> domains, CancellationToken cancellation)
    {
        var (text, said) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        var near = new NearEnd(Into(text), Into(said));
        var outcome = await new PodExecution(commands).RunAsync(ObjectKey.Of(pod), PodContainers.Main(pod), ["cat", File], near, cancellation);
        if (outcome is RunOutcome.Lost lost) return ([], LiveCodes.NotShown.At(Origin.None, lost.Problem.Message));
        if (outcome is RunOutcome.Ended { Code: not 0 }) return ([], LiveCodes.NotShown.At(Origin.None, $"{File} in {ObjectKey.Of(pod).Name} can't be read: {Encoding.UTF8.GetString(said.WrittenSpan).Trim()}"));
        var servers = NginxServers.Of(Encoding.UTF8.GetString(text.WrittenSpan), domains);
        return servers.IsEmpty ? (servers, LiveCodes.NotShown.At(Origin.None, $"{ObjectKey.Of(pod).Name} has no server for {string.Join(", ", domains)}", "its log says why it passed them over: logs APP --ingress")) : (servers, null);
    }

    private static Func<ReadOnlyMemory<byte>, Task> Into(ArrayBufferWriter<byte> target) => bytes =>
    {
        target.Write(bytes.Span);
        return Task.CompletedTask;
    };
}
