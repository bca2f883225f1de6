using Reconciler.Sandbox.Writes;

namespace Reconciler.Sandbox.Tests.Writes;

public sealed class CustomKindTests
{
    private const string Schema = """
        type: object
        required: [spec]
        properties:
          spec:
            type: object
            required: [size]
            properties:
              size: {type: integer, minimum: 1, maximum: 9}
              color: {type: string, enum: [red, blue], default: red}
              code: {type: string, pattern: '^[a-z]+$', maxLength: 4, minLength: 2}
              port: {x-kubernetes-int-or-string: true}
              tags: {type: array, x-kubernetes-list-type: set, items: {type: string}}
              parts: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name], items: {type: object, required: [name], properties: {name: {type: string}, count: {type: integer, default: 1}}}}
              plain: {type: array, maxItems: 2, items: {type: string}}
              whole: {type: object, x-kubernetes-map-type: atomic, properties: {a: {type: string}, b: {type: string}}}
              free: {type: object, x-kubernetes-preserve-unknown-fields: true}
              names: {type: object, additionalProperties: {type: string}}
              maybe: {type: string, nullable: true, default: x}
          status:
            type: object
            properties: {phase: {type: string}}
        """;

    private readonly World _world = new();

    public CustomKindTests()
    {
        _world.Serve("example.com/v1", "Widget", "widgets", Schema, hasStatus: true);
        _world.Serve("example.com/v1alpha1", "Widget", "widgets", Schema, hasStatus: true);
    }

    private static string Widget(string spec = "", string version = "v1") => $"{{apiVersion: example.com/{version}, kind: Widget, metadata: {{name: w}}, spec: {{size: 1{(spec.Length == 0 ? "" : ", " + spec)}}}}}";

    [Fact]
    public void Defaults_come_from_the_schema()
    {
        var body = _world.Apply(Widget("parts: [{name: a}]")).Body();
        Assert.Equal(("red", """[{"count":1,"name":"a"}]"""), (body.At("spec", "color"), body.At("spec", "parts")));
        Assert.Equal("1", body.At("metadata", "generation"));
        Assert.True(_world.Apply(Widget("parts: [{name: a}]")).IsNoChange());
    }

    [Fact]
    public void Maps_lists_and_sets_are_owned_as_the_schema_says()
    {
        var body = _world.Apply(Widget("tags: [x], parts: [{name: a}], plain: [p], whole: {a: b}, free: {k: {l: m}}, names: {n: o}")).Body();
        Assert.Equal(
            """{"f:spec":{"f:free":{"f:k":{".":{},"f:l":{}}},"f:names":{"f:n":{}},"f:parts":{"k:{\"name\":\"a\"}":{".":{},"f:name":{}}},"f:plain":{},"f:size":{},"f:tags":{"v:\"x\"":{}},"f:whole":{}}}""",
            body.Owned("ours"));
    }

    [Fact]
    public void Unknown_fields_are_pruned_from_writes_and_refused_in_applies()
    {
        Assert.Equal("", _world.Create(Widget("nonsense: 1"), validation: "Warn").Body().At("spec", "nonsense"));
        Assert.Equal("unknown field \"spec.nonsense\"", Assert.Single(_world.Warnings));
        var status = _world.Apply(Widget("nonsense: 1")).Refusal();
        Assert.Equal((500, null, "failed to create typed patch object (/w; example.com/v1, Kind=Widget): .spec.nonsense: field not declared in schema"), (status.Code, status.Reason, status.Message));
    }

    [Fact]
    public void Unknown_fields_are_kept_where_the_schema_says_so() => Assert.Equal("""{"k":{"l":1}}""", _world.Create(Widget("free: {k: {l: 1}}")).Body().At("spec", "free"));

    [Theory]
    [InlineData("size: 10", "FieldValueInvalid", "spec.size")]
    [InlineData("size: big", "FieldValueTypeInvalid", "spec.size")]
    [InlineData("color: green", "FieldValueNotSupported", "spec.color")]
    [InlineData("code: ABC", "FieldValueInvalid", "spec.code")]
    [InlineData("code: abcde", "FieldValueTooLong", "spec.code")]
    [InlineData("code: a", "FieldValueInvalid", "spec.code")]
    [InlineData("port: {}", "FieldValueTypeInvalid", "spec.port")]
    [InlineData("tags: [a, a]", "FieldValueDuplicate", "spec.tags[1]")]
    [InlineData("parts: [{name: a}, {name: a}]", "FieldValueDuplicate", "spec.parts[1]")]
    [InlineData("parts: [{count: 1}]", "FieldValueRequired", "spec.parts[0].name")]
    [InlineData("plain: [a, b, c]", "FieldValueTooMany", "spec.plain")]
    [InlineData("names: {a: 1}", "FieldValueTypeInvalid", "spec.names.a")]
    public void The_schema_is_checked(string spec, string reason, string field)
    {
        var body = $"{{apiVersion: example.com/v1, kind: Widget, metadata: {{name: w}}, spec: {{{(spec.StartsWith("size", StringComparison.Ordinal) ? "" : "size: 1, ")}{spec}}}}}";
        var status = _world.Create(body).Refusal();
        Assert.Equal((422, "Invalid"), (status.Code, status.Reason));
        Assert.Contains((reason, field), status.Causes.Select(cause => (cause.Reason!, cause.Field!)));
    }

    [Fact]
    public void A_missing_field_is_required() =>
        Assert.Equal("Widget.example.com \"w\" is invalid: spec.size: Required value", _world.Create("{apiVersion: example.com/v1, kind: Widget, metadata: {name: w}, spec: {}}").Refusal().Message);

    [Theory]
    [InlineData("maybe: null", "null")]
    [InlineData("", "x")]
    public void A_null_that_may_be_prevents_the_default(string spec, string value) => Assert.Equal(value, _world.Create(Widget(spec)).Body().At("spec", "maybe"));

    [Fact]
    public void A_null_that_may_not_be_is_missing() => Assert.Equal("red", _world.Create(Widget("color: null")).Body().At("spec", "color"));

    [Fact]
    public void Status_is_a_world_of_its_own()
    {
        _world.Create(Widget());
        var body = _world.Patch(WriteVerb.MergePatch, Widget(), "{spec: {size: 5}, metadata: {labels: {a: b}}, status: {phase: Ready}}", "operator", "status").Body();
        Assert.Equal(("1", "", "Ready"), (body.At("spec", "size"), body.At("metadata", "labels"), body.At("status", "phase")));
        Assert.Equal("1", body.At("metadata", "generation"));
        Assert.Equal("""{"f:status":{".":{},"f:phase":{}}}""", body.Owned("operator"));
        Assert.Equal("Ready", _world.Patch(WriteVerb.MergePatch, Widget(), "{spec: {size: 5}, status: {phase: Lost}}").Body().At("status", "phase"));
    }

    [Fact]
    public void A_put_needs_the_version_that_it_was_made_from()
    {
        var body = _world.Create(Widget()).Body();
        Assert.Equal("widgets.example.com \"w\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update", _world.Put(Widget()).Refusal().Message);
        Assert.Equal("red", _world.Put(body).Body().At("spec", "color"));
    }

    [Fact]
    public void An_entry_is_lost_with_its_version()
    {
        _world.Apply(Widget(version: "v1alpha1"));
        _world.Replace(_world.Get(Widget()).With("apiVersion", "example.com/v1"));
        _world.StopServing("example.com/v1alpha1", "Widget");
        _world.Patch(WriteVerb.MergePatch, Widget(), "{status: {phase: Ready}}", "operator", "status");
        Assert.Equal("operator Update example.com/v1 status", _world.Get(Widget()).Managers());
    }

    [Fact]
    public void An_entry_stays_while_its_version_is_served()
    {
        _world.Apply(Widget(version: "v1alpha1"));
        _world.Replace(_world.Get(Widget()).With("apiVersion", "example.com/v1"));
        _world.Patch(WriteVerb.MergePatch, Widget(), "{status: {phase: Ready}}", "operator", "status");
        Assert.Equal("ours Apply example.com/v1alpha1; operator Update example.com/v1 status", _world.Get(Widget()).Managers());
        Assert.Equal("ours Apply example.com/v1; operator Update example.com/v1 status", _world.Apply(Widget()).Body().Managers());
    }

    [Fact]
    public void A_custom_object_takes_no_strategic_patch()
    {
        _world.Create(Widget());
        Assert.Equal(415, _world.Patch(WriteVerb.StrategicPatch, Widget(), "{spec: {size: 2}}").Refusal().Code);
    }
}
