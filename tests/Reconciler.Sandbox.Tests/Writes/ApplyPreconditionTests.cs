namespace Reconciler.Sandbox.Tests.Writes;

public sealed class ApplyPreconditionTests
{
    private readonly World _world = new();

    private static string Config(string metadata, string data = "x: \"1\"", string version = "v1", string kind = "ConfigMap") =>
        $"{{apiVersion: {version}, kind: {kind}, metadata: {{name: a{metadata}}}, data: {{{data}}}}}";

    [Fact]
    public void A_resource_version_that_is_current_is_taken()
    {
        var version = _world.Apply(Config("")).Body().At("metadata", "resourceVersion");
        var body = _world.Apply(Config($", resourceVersion: \"{version}\"", "x: \"2\"")).Body();
        Assert.Equal("2", body.At("data", "x"));
        Assert.DoesNotContain("resourceVersion", body.Owned("ours"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_stale_resource_version_is_refused_with_force_too(bool force)
    {
        _world.Apply(Config(""));
        var status = _world.Apply(Config(", resourceVersion: \"7\"", "x: \"2\""), force: force).Refusal();
        Assert.Equal((409, "Conflict"), (status.Code, status.Reason));
        Assert.Equal("Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again", status.Message);
        Assert.Empty(status.Causes);
    }

    [Fact]
    public void A_resource_version_of_a_deleted_object_creates_it_again()
    {
        var body = _world.Apply(Config(", resourceVersion: \"7\"")).Body();
        Assert.Equal("101", body.At("metadata", "resourceVersion"));
    }

    [Fact]
    public void A_uid_of_a_deleted_object_is_refused()
    {
        var status = _world.Apply(Config(", uid: gone")).Refusal();
        Assert.Equal((409, "Conflict"), (status.Code, status.Reason));
        Assert.Equal("Operation cannot be fulfilled on configmaps \"a\": uid mismatch: the provided object specified uid gone, and no existing object was found", status.Message);
    }

    [Fact]
    public void The_uid_of_the_live_object_is_taken_and_not_owned()
    {
        var uid = _world.Apply(Config("")).Body().At("metadata", "uid");
        var body = _world.Apply(Config($", uid: {uid}", "x: \"2\"")).Body();
        Assert.Equal("""{"f:data":{"f:x":{}}}""", body.Owned("ours"));
    }

    [Fact]
    public void Another_uid_is_an_immutable_field()
    {
        _world.Apply(Config(""));
        var status = _world.Apply(Config(", uid: other")).Refusal();
        Assert.Equal((422, "Invalid"), (status.Code, status.Reason));
        Assert.Equal("ConfigMap \"a\" is invalid: metadata.uid: Invalid value: \"other\": field is immutable", status.Message);
        Assert.All(status.Causes, cause => Assert.Equal("metadata.uid", cause.Field));
    }

    [Fact]
    public void Another_namespace_in_the_object_is_refused()
    {
        var body = World.Parse(Config(", namespace: elsewhere"));
        var status = _world.Run(Sandbox.Writes.WriteVerb.Apply, World.Parse(Config("")), body, request => request with { FieldManager = "ours" }).Refusal();
        Assert.Equal((400, "BadRequest", "the namespace of the provided object does not match the namespace sent on the request"), (status.Code, status.Reason, status.Message));
    }

    [Fact]
    public void Another_name_in_the_object_is_refused()
    {
        var status = _world.Run(Sandbox.Writes.WriteVerb.Apply, World.Parse(Config("").Replace("name: a", "name: b", StringComparison.Ordinal)), World.Parse(Config("")), request => request with { FieldManager = "ours" }).Refusal();
        Assert.Equal((400, "the name of the object (a) does not match the name on the URL (b)"), (status.Code, status.Message));
    }

    [Fact]
    public void Managed_fields_can_not_be_applied()
    {
        var status = _world.Apply(Config(", managedFields: []")).Refusal();
        Assert.Equal((400, "metadata.managedFields must be nil"), (status.Code, status.Message));
    }
}
