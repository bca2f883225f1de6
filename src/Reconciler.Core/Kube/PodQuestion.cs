using Reconciler.Objects;

namespace Reconciler.Kube;

/// <summary>What a pod is asked over HTTP, through the API server.</summary>
public sealed record PodQuestion(ObjectKey Pod, int Port, string Path, string Method);

/// <summary>What a pod answered; an error status is an answer too.</summary>
public sealed record PodAnswer(int Status, string Body);
