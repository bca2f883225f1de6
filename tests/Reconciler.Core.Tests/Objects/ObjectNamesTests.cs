using Reconciler.Objects;

namespace Reconciler.Core.Tests.Objects;

public sealed class ObjectNamesTests
{
    [Theory]
    [InlineData("", "ConfigMap", "a.b-c.1", true)]
    [InlineData("", "ConfigMap", "a..b", false)]
    [InlineData("", "ConfigMap", "a.-b", false)]
    [InlineData("", "ConfigMap", "My-Map", false)]
    [InlineData("", "ConfigMap", "a_b", false)]
    [InlineData("", "ConfigMap", "a\n", false)]
    [InlineData("", "ConfigMap", "", false)]
    [InlineData("", "Namespace", "1a", true)]
    [InlineData("", "Namespace", "a.b", false)]
    [InlineData("", "Service", "a1", true)]
    [InlineData("", "Service", "1a", false)]
    [InlineData("rbac.authorization.k8s.io", "ClusterRole", "system:Node_x", true)]
    [InlineData("rbac.authorization.k8s.io", "Role", "a/b", false)]
    [InlineData("rbac.authorization.k8s.io", "Role", "..", false)]
    [InlineData("keda.sh", "ScaledObject", "a.b", true)]
    [InlineData("keda.sh", "ScaledObject", "a:b", false)]
    public void A_name_is_legal_for_its_kind_or_not(string group, string kind, string name, bool isLegal) =>
        Assert.Equal(isLegal, ObjectNames.Problem(group, kind, name) is null);

    [Theory]
    [InlineData("", "ConfigMap", 253)]
    [InlineData("", "Service", 63)]
    [InlineData("", "Namespace", 63)]
    [InlineData("batch", "Job", 63)]
    [InlineData("batch", "CronJob", 52)]
    public void A_name_has_a_longest_length(string group, string kind, int longest)
    {
        Assert.Null(ObjectNames.Problem(group, kind, new string('a', longest)));
        Assert.NotNull(ObjectNames.Problem(group, kind, new string('a', longest + 1)));
    }

    [Theory]
    [InlineData("", "ConfigMap", "My_Map ", "my-map")]
    [InlineData("", "Service", "Shop.Web", null)]
    [InlineData("", "Service", "1a", null)]
    [InlineData("", "ConfigMap", "___", null)]
    public void A_near_legal_name_is_shown_where_there_is_one(string group, string kind, string name, string? legal) =>
        Assert.Equal(legal, ObjectNames.Legal(group, kind, name));
}
