using System.Text;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Engine.Routers;

/// <summary>
/// Finds out how the router's etcd is reached: what the Environment says, the certificates of the source, and the secrets from where they
/// are kept. A secret that can't be had is a reason, and nothing is tried without it.
/// </summary>
internal sealed class RouterDoor(ICluster cluster, SpecSet specs, RouterTools tools)
{
    /// <summary>The store, not asked anything yet; the caller disposes it.</summary>
    public async Task<Answer<IKeyValueStore>> OpenAsync(CancellationToken cancellation) =>
        (await AccessAsync(cancellation)).TryGet(out var access, out var why) ? tools.Open(access) : new Answer<IKeyValueStore>.Failed(why);

    public async Task<Answer<StoreAccess>> AccessAsync(CancellationToken cancellation)
    {
        if (specs.Environment.Router?.Etcd is not { } etcd) return Failed<StoreAccess>("etcd", "the Environment names none under router");
        var access = new StoreAccess([.. etcd.Endpoints.Select(endpoint => endpoint.Value)]) { Username = NotEmpty(etcd.Username)?.Value };
        if (!(await SecretAsync(etcd.PasswordFrom, "etcd's password", cancellation)).TryGet(out var password, out var noPassword)) return new Answer<StoreAccess>.Failed(noPassword);
        if (!(await SecretAsync(etcd.KeyFrom, "the key of etcd's client certificate", cancellation)).TryGet(out var key, out var noKey)) return new Answer<StoreAccess>.Failed(noKey);
        if (!FileOf(NotEmpty(etcd.CaFile)).TryGet(out var authorities, out var noAuthorities)) return new Answer<StoreAccess>.Failed(noAuthorities);
        if (!FileOf(NotEmpty(etcd.CertFile)).TryGet(out var certificate, out var noCertificate)) return new Answer<StoreAccess>.Failed(noCertificate);
        return new Answer<StoreAccess>.Ok(access with { Password = password.Value?.TrimEnd('\r', '\n'), Key = key.Value, Authorities = authorities.Value, Certificate = certificate.Value }, 200);
    }

    /// <summary>A value that need not be wanted; one that is wanted and can't be had is no such value.</summary>
    private readonly record struct Wanted(string? Value);

    private async Task<Answer<Wanted>> SecretAsync(SecretSource? source, string what, CancellationToken cancellation)
    {
        if (source?.Env is { } variable)
            return tools.Variable(variable.Value) is { Length: > 0 } text ? Ok(text) : Failed<Wanted>(what, $"the variable {variable.Value} is not set here");
        if (source?.File is { } file) return FileOf(file);
        if (source?.Secret is not { } secret) return Ok(null);
        var space = specs.Environment.SystemNamespace?.Value ?? "";
        var key = source.Key?.Value ?? "";
        var answer = await cluster.GetAsync(new ObjectAddress(KubeResource.Secrets, space, secret.Value), cancellation);
        if (!answer.TryGet(out var body, out var why)) return Failed<Wanted>(what, $"the Secret {space}/{secret.Value} can't be read: {why.Message}");
        return body.Map("data").Text(key) is { } value ? Ok(Encoding.UTF8.GetString(Convert.FromBase64String(value.Value))) : Failed<Wanted>(what, $"the Secret {space}/{secret.Value} has no key {key}");
    }

    private Answer<Wanted> FileOf(Sourced<string>? file)
    {
        if (file is null) return Ok(null);
        return NamedFiles.Resolve(file.Origin.File ?? "", file.Value) is { } path && specs.Source.Named.GetValueOrDefault(path) is FileContent.Bytes { Value: var text }
            ? Ok(Encoding.UTF8.GetString(text.Span))
            : Failed<Wanted>(file.Value, "the file can't be read");
    }

    private static Sourced<string>? NotEmpty(Sourced<string>? text) => text is { Value.Length: > 0 } ? text : null;

    private static Answer<Wanted> Ok(string? value) => new Answer<Wanted>.Ok(new Wanted(value), 200);

    private static Answer<T> Failed<T>(string subject, string message) => new Answer<T>.Failed(new KubeError.Unavailable { Subject = subject, Message = message });
}
