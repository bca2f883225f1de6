using Reconciler.Kube;

namespace Reconciler.Apply.Tests;

/// <summary>Credentials that may not do everything.</summary>
internal static class ClusterHooks
{
    /// <summary>One of the kinds may not be listed.</summary>
    public static ClusterHook Blind(KubeResource hidden) => async (call, send) =>
    {
        if (call.Verb == "list" && call.Resource!.QualifiedName == hidden.QualifiedName) return Forbidden(hidden.QualifiedName);
        await send();
        return null;
    };

    /// <summary>Objects of one name may not be read, or those of one kind not made.</summary>
    public static ClusterHook Deaf(string word) => async (call, send) =>
    {
        if (call.Verb == "get" && call.Name == word || call.Verb == "create" && call.Resource!.Kind == word) return Forbidden(word);
        await send();
        return null;
    };

    private static KubeError.Forbidden Forbidden(string what) => new() { Subject = what, Message = "User \"tests\" cannot do that" };
}

/// <summary>The answer to the apply of one object does not come.</summary>
internal sealed class SlowAnswer(string word)
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the request has been carried out.</summary>
    public Task Reached => _reached.Task;

    public bool IsSlow { get; set; } = true;

    public async Task<KubeError?> HookAsync(ClusterCall call, Func<Task> send)
    {
        await send();
        if (!IsSlow || call.Verb != "apply" || call.Name != word) return null;
        _reached.TrySetResult();
        await Task.Delay(Timeout.Infinite, call.Cancellation);
        return null;
    }
}
