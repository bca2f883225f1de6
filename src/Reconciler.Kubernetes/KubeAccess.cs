using Reconciler.Engine;
using Reconciler.Kube;
using Reconciler.Kubernetes.Verbs;

namespace Reconciler.Kubernetes;

/// <summary>Who somebody is and what they may do, by TokenReview and SubjectAccessReview.</summary>
public sealed class KubeAccess(KubeClient client) : IAccess
{
    public async Task<Answer<Person?>> WhoAsync(string token, CancellationToken cancellation) =>
        (await client.Reviews.WhoHas(token, [], cancellation).ConfigureAwait(false)).Select(owner => owner.IsAuthenticated ? new Person(owner.User, owner.Groups) : null);

    public async Task<Answer<bool>> MayAsync(Person person, AccessNeed need, CancellationToken cancellation) =>
        (await client.Reviews.MayUser(person.User, person.Groups, new AccessQuestion(need.Verb, AccessNeed.Group, need.Resource) { Namespace = need.Namespace }, cancellation).ConfigureAwait(false)).Select(decision => decision.IsAllowed);
}
