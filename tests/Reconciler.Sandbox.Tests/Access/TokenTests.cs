using Microsoft.AspNetCore.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Access;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Tests.Life;

namespace Reconciler.Sandbox.Tests.Access;

public sealed class TokenTests
{
    [Fact]
    public async Task A_token_is_its_accounts_until_it_ends_or_the_account_goes()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync("{apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}}");
        var tokens = new ServiceAccountTokens(new byte[32]);
        var now = world.Time.GetUtcNow();
        var token = tokens.Issue(world.Get("serviceaccounts", "robot"), ["api"], now, now.AddMinutes(10));
        var read = tokens.Read(token, world.Cluster.State, now);
        Assert.Equal("system:serviceaccount:default:robot", read?.User.Name);
        Assert.Equal(["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"], read!.Value.User.Groups.AsEnumerable());
        Assert.Null(tokens.Read(token, world.Cluster.State, now.AddMinutes(10)));
        Assert.Null(tokens.Read(token[..^2] + "xx", world.Cluster.State, now));
        Assert.Null(new ServiceAccountTokens([1]).Read(token, world.Cluster.State, now));
        await world.DeleteAsync("serviceaccounts", "robot");
        await world.CreateAsync("{apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}}");
        Assert.Null(tokens.Read(token, world.Cluster.State, now));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c")]
    [InlineData("...")]
    public async Task What_is_no_token_is_nobodys(string text)
    {
        await using var world = await LifeWorld.StartAsync();
        Assert.Null(new ServiceAccountTokens(new byte[32]).Read(text, world.Cluster.State, world.Time.GetUtcNow()));
    }

    [Fact]
    public async Task A_secret_for_an_account_is_given_its_token()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync("{apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}}");
        await world.CreateAsync("{apiVersion: v1, kind: Secret, type: kubernetes.io/service-account-token, metadata: {name: robot, annotations: {kubernetes.io/service-account.name: robot}}}");
        var token = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(world.Get("secrets", "robot").Map("data").Text("token")!.Value));
        Assert.Equal("system:serviceaccount:default:robot", world.Options.Hooks.Authenticate(token)?.Name);
    }

    [Fact]
    public void Acting_as_somebody_needs_the_right_to()
    {
        var headers = new HeaderDictionary { ["Impersonate-User"] = "ann", ["Impersonate-Group"] = "team" };
        var (user, refusal) = Impersonation.Of(headers, ApiUser.Administrator, _ => new AccessDecision(true));
        Assert.Null(refusal);
        Assert.Equal(("ann", "team,system:authenticated"), (user.Name, string.Join(',', user.Groups)));
        var (_, denied) = Impersonation.Of(headers, new ApiUser("bob", []), request => new AccessDecision(request.Resource == "users"));
        Assert.Equal("groups \"team\" is forbidden: User \"bob\" cannot impersonate resource \"groups\" in API group \"\" at the cluster scope", denied?.Message);
    }

    [Fact]
    public void Acting_as_an_account_brings_its_groups()
    {
        var (user, _) = Impersonation.Of(new HeaderDictionary { ["Impersonate-User"] = "system:serviceaccount:shop:robot" }, ApiUser.Administrator, request => new AccessDecision(request is { Resource: "serviceaccounts", Namespace: "shop", Name: "robot" }));
        Assert.Equal("system:serviceaccounts,system:serviceaccounts:shop,system:authenticated", string.Join(',', user.Groups));
    }

    [Fact]
    public void Without_headers_everybody_is_himself() =>
        Assert.Same(ApiUser.Administrator, Impersonation.Of(new HeaderDictionary(), ApiUser.Administrator, _ => default).User);
}
