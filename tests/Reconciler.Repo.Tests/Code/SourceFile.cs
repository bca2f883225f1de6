using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Reconciler.Repo.Tests.Code;

/// <summary>One C# file as a syntax tree, with the few questions that laws ask.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    private CompilationUnitSyntax Tree { get; } = CSharpSyntaxTree.ParseText(Text).GetCompilationUnitRoot();

    public static IEnumerable<SourceFile> In(string folder) => Repo.In(folder, ".cs").Select(file => new SourceFile(file, Repo.Text(file)));

    public int Lines => Text.AsSpan().TrimEnd('\n').Count('\n') + 1;

    /// <summary>The project that the file is part of, as in src/NAME/….</summary>
    public string Project => Path.Split('/')[1];

    public string? Namespace => Tree.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString();

    public IEnumerable<int> RegionLines => Tree.DescendantTrivia(descendIntoTrivia: true).Where(trivia => trivia.IsKind(SyntaxKind.RegionDirectiveTrivia)).Select(trivia => LineOf(trivia.GetLocation()));

    /// <summary>Methods, constructors, accessors and local functions with a body: name, type, first line and length.</summary>
    public IEnumerable<(string Type, string Name, int Line, int Length)> Methods =>
        from node in Tree.DescendantNodes()
        let name = node switch
        {
            MethodDeclarationSyntax method => method.Identifier.Text,
            BaseMethodDeclarationSyntax other => other.Kind().ToString(),
            AccessorDeclarationSyntax accessor => accessor.Keyword.Text,
            LocalFunctionStatementSyntax local => local.Identifier.Text,
            PropertyDeclarationSyntax { ExpressionBody: not null } property => property.Identifier.Text,
            _ => null,
        }
        where name is not null
        let span = node.GetLocation().GetLineSpan()
        let type = node.Ancestors().OfType<BaseTypeDeclarationSyntax>().FirstOrDefault()?.Identifier.Text ?? ""
        select (type, name, span.StartLinePosition.Line + 1, span.EndLinePosition.Line - span.StartLinePosition.Line + 1);

    public IEnumerable<string> Interfaces => Tree.DescendantNodes().OfType<InterfaceDeclarationSyntax>().Select(type => type.Identifier.Text);

    /// <summary>The names in the base lists of classes, records and structs, without type arguments.</summary>
    public IEnumerable<string> BaseTypes =>
        from type in Tree.DescendantNodes().OfType<TypeDeclarationSyntax>()
        where type is not InterfaceDeclarationSyntax
        from named in type.BaseList?.Types ?? []
        select named.Type switch
        {
            SimpleNameSyntax simple => simple.Identifier.Text,
            QualifiedNameSyntax qualified => qualified.Right.Identifier.Text,
            _ => named.Type.ToString(),
        };

    /// <summary>Attributes of tests and what is said in them, as in ("Fact", "Skip = \"later\"").</summary>
    public IEnumerable<(string Name, string Arguments, int Line)> Attributes =>
        from attribute in Tree.DescendantNodes().OfType<AttributeSyntax>()
        select (attribute.Name.ToString(), attribute.ArgumentList?.ToString() ?? "", LineOf(attribute.GetLocation()));

    /// <summary>Methods whose result has such a type somewhere in it, as in `Task&lt;Answer&lt;T&gt;&gt;`.</summary>
    public IEnumerable<(string Name, int Line)> MethodsThatReturn(string type) =>
        from method in Tree.DescendantNodes().OfType<MethodDeclarationSyntax>()
        where method.ReturnType.ToString() is var returned && (returned.StartsWith(type, StringComparison.Ordinal) || returned.StartsWith($"Task<{type}", StringComparison.Ordinal))
        select (method.Identifier.Text, LineOf(method.GetLocation()));

    /// <summary>Calls whose result goes nowhere: statements of their own, awaited or not, and discards.</summary>
    public IEnumerable<(string Name, int Line)> DroppedCalls =>
        from statement in Tree.DescendantNodes().OfType<ExpressionStatementSyntax>()
        let expression = statement.Expression is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.Text: "_" } } discard ? discard.Right : statement.Expression
        let awaited = expression is AwaitExpressionSyntax wait ? wait.Expression : expression
        let call = awaited is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait", Expression: InvocationExpressionSyntax inner } } ? inner : awaited as InvocationExpressionSyntax
        where call is not null
        select (NameOf(call.Expression), LineOf(call.GetLocation()));

    private static string NameOf(ExpressionSyntax called) => called switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.Text,
        SimpleNameSyntax simple => simple.Identifier.Text,
        _ => "",
    };

    private static int LineOf(Location location) => location.GetLineSpan().StartLinePosition.Line + 1;
}
