using System.Collections.Immutable;
using System.Reflection;
using Reconciler.Objects;
using Reconciler.Specs;
using Reconciler.Specs.Schemas;

namespace Reconciler.Repo.Tests;

/// <summary>Rule 5: every field of a schema has a property in the record of that name, and the reverse.</summary>
public sealed class SchemaRecordTests
{
    /// <summary>Properties that are derived from fields rather than being one. What starts with Is or Without is too.</summary>
    private static readonly ImmutableHashSet<string> Derived =
    [
        "Document", "Fields", "Written", "Id",
        "AppSpec.Name", "AppSpec.Environment", "AppSpec.Serving", "EnvironmentSpec.Name", "StorageSpec.Name", "NodeSpec.Name", "NodeProfileSpec.Name",
        "ChartSpec.Name", "AutoscalingAuthSpec.Name", "CertificateSpec.Name",
        "ProcessSpec.App", "ProcessSpec.Name", "ProcessSpec.Place", "ProcessSpec.ObjectName", "ProcessSpec.ServiceName",
    ];

    /// <summary>Maps whose keys are given by their schema but which code reads by key.</summary>
    private static readonly ImmutableHashSet<Type> Leaves = [typeof(MapNode), typeof(ListNode), typeof(Node)];

    public static TheoryData<string, Type> Kinds => new()
    {
        { "App", typeof(AppSpec) },
        { "Environment", typeof(EnvironmentSpec) },
        { "Storage", typeof(StorageSpec) },
        { "Node", typeof(NodeSpec) },
        { "NodeProfile", typeof(NodeProfileSpec) },
        { "Chart", typeof(ChartSpec) },
        { "AutoscalingAuth", typeof(AutoscalingAuthSpec) },
        { "Certificate", typeof(CertificateSpec) },
    };

    [Fact]
    public void Every_kind_is_compared() => Assert.Equal(Enum.GetNames<SpecKind>().Order(), Kinds.Select(row => (string)row.Data.Item1).Order());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Records_and_schemas_have_the_same_fields(string kind, Type record) =>
        Laws.Hold(Compare(SchemaFields.Of(kind)!.Child("spec")!, record));

    [Fact]
    public void A_field_without_a_property_is_seen()
    {
        var breaches = Compare(SchemaFields.Of("Storage")!.Child("spec")!, typeof(CertificateSpec)).Select(breach => breach.ToString()).ToArray();
        Assert.Contains(breaches, breach => breach.StartsWith("Storage.spec.size", StringComparison.Ordinal));
        Assert.Contains(breaches, breach => breach.StartsWith("CertificateSpec.KeyFile", StringComparison.Ordinal));
    }

    private static IEnumerable<Breach> Compare(SchemaField field, Type record)
    {
        var properties = record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => !IsDerived(record, property))
            .ToDictionary(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..], StringComparer.Ordinal);
        var fields = field.Children.Where(child => !child.IsFreeKey).ToDictionary(child => child.Name, StringComparer.Ordinal);
        foreach (var (name, child) in fields)
        {
            if (!properties.TryGetValue(name, out var property)) yield return new Breach(child.Path, $"{record.Name} has no property for it");
            else if (RecordOf(property.PropertyType) is { } inner)
                foreach (var breach in Compare(Items(child), inner)) yield return breach;
        }
        foreach (var (name, property) in properties)
            if (!fields.ContainsKey(name)) yield return new Breach($"{record.Name}.{property.Name}", $"the schema has no {field.Path}.{name}");
    }

    private static bool IsDerived(Type record, PropertyInfo property) =>
        Derived.Contains(property.Name) || Derived.Contains($"{record.Name}.{property.Name}")
        || property.Name.StartsWith("Is", StringComparison.Ordinal) || property.Name.StartsWith("Without", StringComparison.Ordinal);

    /// <summary>A map by name, such as processes: what stands under any of its keys.</summary>
    private static SchemaField Items(SchemaField field) => field.Children.FirstOrDefault(child => child.Name == "<name>") ?? field;

    /// <summary>The record behind a property: itself, or the items of a list; null for plain values.</summary>
    private static Type? RecordOf(Type type)
    {
        var item = type.IsGenericType && type.GetGenericArguments() is [var only] && type.GetGenericTypeDefinition() != typeof(Sourced<>) ? only : type;
        return item.Namespace == typeof(AppSpec).Namespace && !Leaves.Contains(item) && item.IsClass ? item : null;
    }
}
