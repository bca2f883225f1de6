using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Routes;
using Reconciler.Sandbox.Tests.Server;

namespace Reconciler.Sandbox.Tests.Routes;

public sealed class HookTests(TestServer sandbox) : IClassFixture<TestServer>
{
    [Fact]
    public async Task A_user_who_may_not_is_told_what_and_where()
    {
        sandbox.Hooks.Authenticate = token => token == "jane" ? new ApiUser("jane", ["system:authenticated"]) : null;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/apis/apps/v1/namespaces/default/deployments") { Headers = { Authorization = new("Bearer", "jane") } };
        using var response = await sandbox.Client.SendAsync(request);
        Assert.Equal(403, (int)response.StatusCode);
        Assert.Contains("""deployments.apps is forbidden: User \"jane\" cannot list resource \"deployments\" in API group \"apps\" in the namespace \"default\" """.Trim(), await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_review_is_answered_by_its_call_and_refused_without_one()
    {
        const string Reviews = "/apis/authentication.k8s.io/v1/tokenreviews";
        Assert.Equal(405, (await sandbox.PostAsync(Reviews, "{}")).Code);
        sandbox.Hooks.Calls["tokenreviews.authentication.k8s.io"] = call => Answers.TextAsync(call.Context, "mine");
        Assert.Equal("mine", (await sandbox.PostAsync(Reviews, "{}")).Text);
    }

    [Fact]
    public async Task Admission_refuses_warns_and_sees_deletions()
    {
        sandbox.Hooks.Admission.Add(request => request.Name switch
        {
            "refused" => new AdmissionAnswer { Refusal = new ApiStatus(403, null, "admission webhook \"x\" denied the request") },
            "warned" => new AdmissionAnswer { Warnings = ["take \"care\""] },
            "kept" when request.Operation == AdmissionOperation.Delete => new AdmissionAnswer { Refusal = new ApiStatus(403, null, "no") },
            _ => AdmissionAnswer.Allowed,
        });
        Assert.Equal(403, (await sandbox.ConfigMapAsync("refused")).Code);
        Assert.Equal(404, (await sandbox.GetAsync("/api/v1/namespaces/default/configmaps/refused")).Code);
        var warned = await sandbox.ConfigMapAsync("warned");
        Assert.Equal((201, "299 - \"take \\\"care\\\"\""), (warned.Code, warned.Warnings.Single()));
        Assert.Equal(201, (await sandbox.ConfigMapAsync("kept")).Code);
        Assert.Equal(403, (await sandbox.DeleteAsync("/api/v1/namespaces/default/configmaps/kept?dryRun=All")).Code);
    }
}
