using Reconciler.Objects;

namespace Reconciler.Core.Tests.Rendering.Shared;

/// <summary>The check that other tests rest on can fail.</summary>
public sealed class CustomResourceCheckTests
{
    [Theory]
    [InlineData("{scaleTargetRef: {name: x}, triggers: []}", null)]
    [InlineData("{scaleTargetRef: {name: x}, triggers: [], other: 1}", ".spec: other is unknown")]
    [InlineData("{scaleTargetRef: {name: x}, triggers: [{type: cron}]}", ".spec.triggers[0]: metadata is missing")]
    [InlineData("{scaleTargetRef: {name: x}, triggers: [], pollingInterval: 0}", ".spec.pollingInterval: 0 is too small")]
    [InlineData("{scaleTargetRef: {name: 7}, triggers: []}", ".spec.scaleTargetRef.name: not of type string")]
    public void What_the_definition_refuses_is_found(string spec, string? expected)
    {
        if (!CustomResourceCheck.Knows("keda.sh/v1alpha1", "ScaledObject")) return;
        var body = YamlReader.Read("", $"apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {{name: x}}\nspec: {spec}").Documents[0].Root;
        Assert.Equal(expected is null ? [] : [expected], CustomResourceCheck.Of(body));
    }
}
