using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Reconciler.Repo.Tests.Code;

/// <summary>What a method of ours names: the type that holds the method, the type it names, and the member of that, if any.</summary>
internal sealed record Reference(string From, string Type, string? Member);

/// <summary>
/// A compiled assembly, read as metadata and never loaded. Types have full names (`System.IO.File`); nested and generated
/// types (closures, state machines) count as the outermost type that somebody wrote.
/// </summary>
internal sealed class CompiledCode
{
    private readonly MetadataReader _metadata;

    private CompiledCode(ImmutableArray<byte> bytes)
    {
        using var image = new PEReader(bytes);
        _metadata = image.GetMetadataReader();
        Assemblies = [.. _metadata.AssemblyReferences.Select(handle => _metadata.GetString(_metadata.GetAssemblyReference(handle).Name))];
        NamedTypes = [.. _metadata.TypeReferences.Select(handle => NameOf(_metadata.GetTypeReference(handle)))];
        NamedMembers = [.. _metadata.MemberReferences.Select(Referenced)];
        Calls = [.. CallsOf(image)];
    }

    public static CompiledCode Read(string path) => new([.. File.ReadAllBytes(path)]);

    public static CompiledCode Of(ImmutableArray<byte> bytes) => new(bytes);

    /// <summary>The names of the assemblies that this one references.</summary>
    public ImmutableArray<string> Assemblies { get; }

    /// <summary>Every type of another assembly that is named anywhere: in a signature, a base list, a body or an attribute.</summary>
    public ImmutableArray<string> NamedTypes { get; }

    /// <summary>Every member of another assembly that is named anywhere.</summary>
    public ImmutableArray<(string Type, string Member)> NamedMembers { get; }

    /// <summary>What the bodies of methods name, with the type that does it.</summary>
    public ImmutableArray<Reference> Calls { get; }

    private IEnumerable<Reference> CallsOf(PEReader image)
    {
        foreach (var handle in _metadata.MethodDefinitions)
        {
            var method = _metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0) continue;
            var from = Outermost(method.GetDeclaringType());
            foreach (var token in MethodBody.Tokens(image.GetMethodBody(method.RelativeVirtualAddress).GetILReader()))
                if (Named(token) is { } named) yield return new Reference(from, named.Type, named.Member);
        }
    }

    private (string Type, string? Member)? Named(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.MethodDefinition => Defined((MethodDefinitionHandle)handle),
        HandleKind.MemberReference => Referenced((MemberReferenceHandle)handle),
        HandleKind.MethodSpecification => Named(_metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method),
        HandleKind.TypeDefinition or HandleKind.TypeReference or HandleKind.TypeSpecification => (TypeName(handle), null),
        _ => null,
    };

    private (string, string) Defined(MethodDefinitionHandle handle)
    {
        var method = _metadata.GetMethodDefinition(handle);
        return (NameOf(_metadata.GetTypeDefinition(method.GetDeclaringType())), _metadata.GetString(method.Name));
    }

    private (string, string) Referenced(MemberReferenceHandle handle)
    {
        var member = _metadata.GetMemberReference(handle);
        return (TypeName(member.Parent), _metadata.GetString(member.Name));
    }

    private string TypeName(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeReference => NameOf(_metadata.GetTypeReference((TypeReferenceHandle)handle)),
        HandleKind.TypeDefinition => NameOf(_metadata.GetTypeDefinition((TypeDefinitionHandle)handle)),
        HandleKind.TypeSpecification => _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(new GenericTypeNames(_metadata), null),
        HandleKind.MethodDefinition => Defined((MethodDefinitionHandle)handle).Item1,
        _ => "",
    };

    private string Outermost(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        return type.IsNested ? Outermost(type.GetDeclaringType()) : NameOf(type);
    }

    private string NameOf(TypeDefinition type) => Join(_metadata.GetString(type.Namespace), _metadata.GetString(type.Name));

    private string NameOf(TypeReference type) => Join(_metadata.GetString(type.Namespace), _metadata.GetString(type.Name));

    private static string Join(string @namespace, string name) => @namespace.Length == 0 ? name : $"{@namespace}.{name}";
}
