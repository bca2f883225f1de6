using System.Security.Cryptography;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Server;

namespace Reconciler.Sandbox.Access;

/// <summary>Who somebody is and what they may do, for one running server.</summary>
public sealed class AccessControl
{
    private const string KeySetting = "service-account-key";
    private (long Revision, AccessRules Rules)? _rules;
    private Cluster? _cluster;
    private ServiceAccountTokens? _tokens;

    public ServiceAccountTokens Tokens => _tokens ?? throw new InvalidOperationException("the server has not started");

    public Cluster Cluster => _cluster ?? throw new InvalidOperationException("the server has not started");

    /// <summary>Takes over from the moment on in which the server has its store.</summary>
    public Task StartAsync(Cluster cluster, CancellationToken cancel)
    {
        var key = cluster.Store.Setting(KeySetting);
        if (key is null)
        {
            key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
            cluster.Store.Set(KeySetting, key);
        }
        (_cluster, _tokens) = (cluster, new ServiceAccountTokens(Convert.FromBase64String(key)));
        return Task.CompletedTask;
    }

    /// <summary>Whose a token is that isn't the administrator's.</summary>
    public ApiUser? Authenticate(string token) => Tokens.Read(token, Cluster.State, Cluster.Now)?.User;

    public AccessDecision Authorize(AccessRequest request) => Rules().Decide(request);

    public AccessRules Rules()
    {
        var state = Cluster.State;
        if (_rules is { } known && known.Revision == state.Revision) return known.Rules;
        var rules = new AccessRules(state);
        _rules = (state.Revision, rules);
        return rules;
    }
}
