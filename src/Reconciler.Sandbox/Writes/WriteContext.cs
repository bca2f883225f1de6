using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Writes.Custom;
using Reconciler.Sandbox.Writes.Decoding;
using Reconciler.Sandbox.Writes.Defaulting;
using Reconciler.Sandbox.Writes.Ownership;

namespace Reconciler.Sandbox.Writes;

/// <summary>A write with the types of its kind looked up, and the warnings that it has collected.</summary>
internal sealed class WriteContext
{
    private static readonly ConditionalWeakTable<MapNode, KubeType> CustomRoots = [];
    private static readonly ConcurrentDictionary<string, KubeType> OpenRoots = new(StringComparer.Ordinal);
    private static readonly FieldSet Status = FieldSet.OfFields("status");
    private static readonly FieldSet AllButStatus = FieldSet.OfFields("spec");
    private static readonly FieldSet AllButStatusAndLabels = FieldSet.OfFields("spec", "metadata.labels");
    private static readonly FieldSet AllButCustomStatus = FieldSet.OfFields("metadata", "spec");

    private readonly ImmutableArray<string>.Builder _warnings = ImmutableArray.CreateBuilder<string>();

    public WriteContext(WriteRequest request)
    {
        Request = request;
        Root = RootOf(request.Kind);
        var others = request.OtherVersions.ToDictionary(version => version.ApiVersion, KubeValue (version) => new KubeObject(RootOf(version), IsAtomic: false), StringComparer.Ordinal);
        if (!request.Kind.IsCustom)
        {
            foreach (var known in KubeTypes.Kinds)
                if (known.Kind == request.Kind.Kind.Kind && IsSameKind(known, request.Kind)) others.TryAdd(known.ApiVersion, new KubeObject(Root, IsAtomic: false));
        }
        Tracker = new OwnershipTracker(new VersionedTypes(request.Kind.ApiVersion, RootValue, others), Reset(), request.Subresource, ManagedFields.TimeOf(request.Now));
    }

    public WriteRequest Request { get; }

    public ServedKind Kind => Request.Kind;

    /// <summary>The type of the kind's objects.</summary>
    public KubeType Root { get; }

    public KubeValue RootValue => new KubeObject(Root, IsAtomic: false);

    public OwnershipTracker Tracker { get; }

    public ImmutableArray<string> Warnings => [.. _warnings.Distinct(StringComparer.Ordinal)];

    public void Warn(string warning) => _warnings.Add(warning);

    /// <summary>An object of the kind in which nothing is set: what a create is compared with.</summary>
    public MapNode Empty => Read(new MapNode([new MapEntry("kind", Kind.Kind.Kind), new MapEntry("apiVersion", Kind.ApiVersion)])).Body;

    /// <summary>The object as the server stores it, without defaults.</summary>
    public ReadObject Read(MapNode body) => Kind.IsCustom ? CustomReader.Read(body, Kind.Schema) : ObjectReader.Read(body, Root);

    /// <summary>With the values that the server fills in where nothing was written.</summary>
    public MapNode Default(MapNode body) => Kind.IsCustom ? CustomDefaults.Apply(body, Kind.Schema) : ObjectReader.Read(BuiltInDefaults.Apply(body, Kind, Root), Root).Body;

    private FieldSet Reset()
    {
        if (Request.Subresource == "status")
        {
            if (Kind.IsCustom) return AllButCustomStatus;
            return Kinds.KindFacts.StatusKeepsLabels(Kind) ? AllButStatusAndLabels : AllButStatus;
        }
        return Kind.HasStatus && !Kinds.KindFacts.StatusMayBeCreated(Kind) ? Status : FieldSet.Empty;
    }

    private static KubeType RootOf(ServedKind kind)
    {
        if (kind.IsCustom) return CustomRoots.GetValue(kind.Schema ?? MapNode.Empty, CustomTypes.RootOf);
        return kind.Kind.Root ?? OpenRoots.GetOrAdd(kind.Kind.ToString(), _ => CustomTypes.OpenRoot);
    }

    /// <summary>Autoscalers and Events are one kind at several versions.</summary>
    private static bool IsSameKind(KubeKind known, ServedKind kind) => known.Group == kind.Group || known.Kind == "Event";
}
