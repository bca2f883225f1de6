using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using Reconciler.Objects;
using Reconciler.Specs;
using Reconciler.Specs.Schemas;

namespace Reconciler.Repo.Tests;

/// <summary>Rule 5: every field of a schema has a property in the record of that name, and the reverse.</summary>
public sealed partial class SchemaRecordTests
{
    /// <summary>Properties that are derived from fields rather than being one.</summary>
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
    public void Every_kind_is_compared() => Assert.Equal(Enum.GetNames<SpecKind>().Order(), Kinds.Select(row => (string)row[0]).Order());

    [Fact]
    public void Records_and_schemas_have_the_same_fields() =>
        Laws.Hold(Compare(Kinds.Select(row => (SchemaFields.Of((string)row[0])!.Child("spec")!, (Type)row[1]))));

    [Fact]
    public void A_field_without_a_property_is_seen()
    {
        var breaches = Compare([(SchemaFields.Of("Storage")!.Child("spec")!, typeof(CertificateSpec))]).Select(breach => breach.ToString()).ToArray();
        Assert.Contains(breaches, breach => breach.StartsWith("Storage.spec.size", StringComparison.Ordinal));
        Assert.Contains(breaches, breach => breach.StartsWith("CertificateSpec.KeyFile", StringComparison.Ordinal));
    }

    /// <summary>A record that several places share has the fields of all of them.</summary>
    private static IEnumerable<Breach> Compare(IEnumerable<(SchemaField Field, Type Record)> roots)
    {
        var places = new Dictionary<Type, List<SchemaField>>();
        foreach (var (field, record) in roots) Collect(field, record, places);
        foreach (var (record, fields) in places)
        {
            var properties = Properties(record);
            foreach (var child in fields.SelectMany(field => field.Children).Where(child => !child.IsFreeKey))
                if (!properties.ContainsKey(child.Name)) yield return new Breach(child.Path, $"{record.Name} has no property for it");
            foreach (var (name, property) in properties)
                if (!fields.Exists(field => field.Children.Any(child => child.Name == name)))
                    yield return new Breach($"{record.Name}.{property.Name}", $"no schema has {name} below {string.Join(", ", fields.Select(field => field.Path))}");
        }
    }

    private static void Collect(SchemaField field, Type record, Dictionary<Type, List<SchemaField>> places)
    {
        if (!places.TryGetValue(record, out var known)) places[record] = known = [];
        known.Add(field);
        var properties = Properties(record);
        foreach (var child in field.Children)
            if (properties.TryGetValue(child.Name, out var property) && RecordOf(property.PropertyType) is { } inner) Collect(Items(child), inner, places);
    }

    private static Dictionary<string, PropertyInfo> Properties(Type record) =>
        record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => !IsDerived(record, property))
            .ToDictionary(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..], StringComparer.Ordinal);

    private static bool IsDerived(Type record, PropertyInfo property) =>
        Derived.Contains(property.Name) || Derived.Contains($"{record.Name}.{property.Name}") || DerivedName().IsMatch(property.Name);

    /// <summary>Questions that are answered from several fields.</summary>
    [GeneratedRegex("^(Is|Without|Has)[A-Z]")]
    private static partial Regex DerivedName();

    /// <summary>A map by name, such as processes: what stands under any of its keys.</summary>
    private static SchemaField Items(SchemaField field) => field.Children.FirstOrDefault(child => child.Name == "<name>") ?? field;

    /// <summary>The record behind a property: itself, or the items of a list; null for plain values.</summary>
    private static Type? RecordOf(Type type)
    {
        var item = type.IsGenericType && type.GetGenericArguments() is [var only] && type.GetGenericTypeDefinition() != typeof(Sourced<>) ? only : type;
        return item.Namespace == typeof(AppSpec).Namespace && !Leaves.Contains(item) && item.IsClass ? item : null;
    }
}
