using System.Collections.Immutable;
using Reconciler.Cli.Clusters;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Kube;
using Reconciler.Kubernetes;
using Reconciler.Objects;
using Reconciler.Server.Access;

namespace Reconciler.Cli.Serving;

/// <summary>Who may come in, as the command line says it.</summary>
internal static class ServeAccess
{
    /// <summary>The tokens of a file; none where no file is named.</summary>
    public static (ImmutableArray<StaticToken> Tokens, Diagnostic? Problem) Tokens(CommandHost host, string? file)
    {
        if (file is null) return ([], null);
        try
        {
            return StaticToken.Read(file, File.ReadAllText(Path.GetFullPath(file, host.WorkingDirectory)));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return ([], ControlCodes.TokensUnreadable.At(Origin.None, $"{file} can't be read: {problem.Message}"));
        }
    }

    /// <summary>Why an address may not be listened on without authentication; null where it may.</summary>
    public static Diagnostic? WhyOpen(Uri listen, bool hasAuthentication) =>
        hasAuthentication || ThisMachine.Is(listen.Host)
            ? null
            : ControlCodes.ListenOpen.At(Origin.None, $"{listen} can be reached from other machines, and nobody would have to say who they are", "--auth cluster, --tokens FILE, or --listen http://127.0.0.1:8080");

    /// <summary>The cluster of this process as the one that knows people; connected to when first somebody comes.</summary>
    public static IAccess OfCluster(OpenClusters clusters, ClusterChoice choice) => new ClusterAccess(clusters, choice);

    private sealed class ClusterAccess(OpenClusters clusters, ClusterChoice choice) : IAccess
    {
        public async Task<Answer<Person?>> WhoAsync(string token, CancellationToken cancellation) =>
            await OpenAsync(cancellation) is { } access ? await access.WhoAsync(token, cancellation) : new Answer<Person?>.Failed(Unreachable);

        public async Task<Answer<bool>> MayAsync(Person person, AccessNeed need, CancellationToken cancellation) =>
            await OpenAsync(cancellation) is { } access ? await access.MayAsync(person, need, cancellation) : new Answer<bool>.Failed(Unreachable);

        private static KubeError Unreachable => new KubeError.Unavailable { Subject = "the cluster", Message = "it can't be reached" };

        private async Task<KubeAccess?> OpenAsync(CancellationToken cancellation) =>
            (await clusters.ConnectAsync(choice, cancellation)).Connection is { } connection ? new KubeAccess(connection.Client) : null;
    }
}
