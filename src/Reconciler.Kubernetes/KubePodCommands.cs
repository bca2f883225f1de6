using Reconciler.Engine;
using Reconciler.Kube;
using Reconciler.Kubernetes.Streams;
using Reconciler.Objects;

namespace Reconciler.Kubernetes;

/// <summary>Commands in containers, through the API server.</summary>
public sealed class KubePodCommands(KubeClient client) : IPodCommands
{
    public async Task<Answer<IPodCommand>> ExecAsync(ObjectKey pod, ExecRequest request, CancellationToken cancellation) =>
        (await client.Pods.Exec(pod.Namespace, pod.Name, request, cancellation).ConfigureAwait(false)).Select(session => (IPodCommand)new Running(session));

    public async Task<Answer<IPodCommand>> AttachAsync(ObjectKey pod, ExecRequest request, CancellationToken cancellation) =>
        (await client.Pods.Attach(pod.Namespace, pod.Name, request, cancellation).ConfigureAwait(false)).Select(session => (IPodCommand)new Running(session));

    private sealed class Running(ExecSession session) : IPodCommand
    {
        public IAsyncEnumerable<ExecEvent> EventsAsync(CancellationToken cancellation) => session.Events(cancellation);

        public Task WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation) => session.Write(input, cancellation);

        public Task<bool> CloseInputAsync(CancellationToken cancellation) => session.CloseInput(cancellation);

        public Task ResizeAsync(int columns, int rows, CancellationToken cancellation) => session.Resize(columns, rows, cancellation);

        public void Dispose() => session.Dispose();
    }
}
