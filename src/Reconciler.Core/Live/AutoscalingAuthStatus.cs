using System.Collections.Immutable;
using System.Text;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Live;

/// <summary>A Secret as it was read: its body, or why there is none.</summary>
public sealed record ReadSecret(MapNode? Body, string? Unread);

/// <summary>One thing that a trigger logs in with: which Secret has it, and what is to be shown of it, which is its value, its length, or why there is neither.</summary>
public sealed record AuthParameter(string Name, string Secret, string Key, string Shown);

/// <summary>What triggers of a type log in with, and the processes that do.</summary>
public sealed record AutoscalingAuthStatus(string Name, string? Namespace, ImmutableArray<AuthParameter> Parameters, ImmutableArray<string> UsedBy)
{
    /// <summary>How it gets at what it needs where that is no Secret: by an identity of the pod, or a vault.</summary>
    public ImmutableArray<string> Others { get; init; } = [];

    /// <summary>Reads a TriggerAuthentication or ClusterTriggerAuthentication; <paramref name="secret"/> finds the Secrets that it names.</summary>
    public static AutoscalingAuthStatus Of(MapNode authentication, IEnumerable<MapNode> scaledObjects, Func<string, ReadSecret> secret, bool showsSecrets)
    {
        var key = ObjectKey.Of(authentication);
        var spec = authentication.Map("spec");
        return new AutoscalingAuthStatus(key.Name, key.Namespace.Length == 0 ? null : key.Namespace,
            [.. spec.Maps("secretTargetRef").Select(target => Parameter(target, secret, showsSecrets)).OrderBy(parameter => parameter.Name, StringComparer.Ordinal)],
            [.. scaledObjects.Where(body => Uses(body, key)).Select(body => ObjectKey.Of(body)).Order().Select(user => $"{user.Namespace}/{user.Name}")])
        {
            Others = [.. (spec?.Keys ?? []).Where(field => field != "secretTargetRef").Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>Whether an authentication is of an App: a trigger of it logs in with it, or it has the name that the App's own have and no other App's.</summary>
    public static bool IsOf(MapNode authentication, string app, IEnumerable<string> apps, IEnumerable<MapNode> scaledObjects)
    {
        var key = ObjectKey.Of(authentication);
        if (scaledObjects.Any(body => body.Label(LiveLabels.App) == app && Uses(body, key))) return true;
        var owner = apps.Where(name => key.Name.StartsWith($"{name}-", StringComparison.Ordinal)).MaxBy(name => name.Length);
        return owner == app;
    }

    private static bool Uses(MapNode scaledObject, ObjectKey authentication)
    {
        var isForAll = authentication.Kind == "ClusterTriggerAuthentication";
        return scaledObject.Map("spec").Maps("triggers").Select(trigger => trigger.Map("authenticationRef")).OfType<MapNode>().Any(reference =>
            reference.Text("name")?.Value == authentication.Name && (reference.Text("kind")?.Value == "ClusterTriggerAuthentication") == isForAll)
            && (isForAll || ObjectKey.Of(scaledObject).Namespace == authentication.Namespace);
    }

    private static AuthParameter Parameter(MapNode target, Func<string, ReadSecret> secret, bool showsSecrets)
    {
        string Text(string field) => target.Text(field)?.Value ?? "";
        var read = secret(Text("name"));
        var value = read.Body.Map("data").Text(Text("key"))?.Value is { } encoded ? Decoded(encoded) : null;
        var shown = value is not null ? showsSecrets ? value : SecretMask.Hidden(value) : read.Unread is { } why ? $"(can't be read: {why})" : "(missing)";
        return new AuthParameter(Text("parameter"), Text("name"), Text("key"), shown);
    }

    private static string Decoded(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : base64;
    }
}
