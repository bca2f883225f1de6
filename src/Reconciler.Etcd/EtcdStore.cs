using System.Collections.Immutable;
using System.Security.Cryptography;
using Reconciler.Engine;
using Reconciler.Engine.Routers;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Routers;

namespace Reconciler.Etcd;

/// <summary>An etcd, version 3.4 or newer, spoken to over its JSON gateway.</summary>
public sealed class EtcdStore : IKeyValueStore
{
    private const int Page = 500;

    private readonly EtcdHttp _http;

    private EtcdStore(EtcdHttp http) => _http = http;

    /// <summary>A store that is not asked anything yet; certificates that can't be used are refused at once.</summary>
    public static Answer<IKeyValueStore> Open(StoreAccess access, TimeProvider time)
    {
        try
        {
            return new Answer<IKeyValueStore>.Ok(new EtcdStore(new EtcdHttp(access, EtcdTls.Handler(access), time)), 200);
        }
        catch (CryptographicException problem)
        {
            return new Answer<IKeyValueStore>.Failed(new KubeError.Untrusted { Subject = "etcd", Message = $"its certificates can't be used: {problem.Message}" });
        }
    }

    public async Task<Answer<ImmutableArray<StoredValue>>> RangeAsync(string prefix, CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<StoredValue>();
        for (var (from, revision) = (EtcdMessages.Bytes(prefix), 0L); ;)
        {
            var answer = (await _http.SendAsync("/v3/kv/range", EtcdMessages.Range(from, EtcdMessages.End(prefix), Page, revision), $"the keys below {prefix}", cancellation)).Select(EtcdMessages.Found);
            if (!answer.TryGet(out var page, out var why)) return new Answer<ImmutableArray<StoredValue>>.Failed(why);
            found.AddRange(page.Values);
            if (!page.HasMore || page.Values.IsEmpty) return new Answer<ImmutableArray<StoredValue>>.Ok(found.ToImmutable(), 200);
            // the rest as it was when the first page was read
            (from, revision) = ([.. EtcdMessages.Bytes(page.Values[^1].Key), 0], page.Revision);
        }
    }

    public async Task<Answer<bool>> CommitAsync(StoreTransaction transaction, CancellationToken cancellation) =>
        (await _http.SendAsync("/v3/kv/txn", EtcdMessages.Transaction(transaction), transaction.Writes[0].Key, cancellation)).Select(answer => answer.Flag("succeeded")?.Value == true);

    public void Dispose() => _http.Dispose();
}
