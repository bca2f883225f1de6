using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Schemas;

namespace Reconciler.Core.Tests.Specs.Schemas;

public sealed class SpecSchemasTests
{
    [Theory]
    [MemberData(nameof(WrongDocuments.Fields), MemberType = typeof(WrongDocuments))]
    public void A_head_or_a_field_that_is_not_known_is_told_once_at_its_place_with_what_to_write(string yaml, int code, int line, int column, string? field, string? fix) =>
        Check(yaml, code, line, column, field, fix);

    [Theory]
    [MemberData(nameof(WrongDocuments.Values), MemberType = typeof(WrongDocuments))]
    public void A_value_that_does_not_fit_is_told_once_at_its_place_with_what_to_write(string yaml, int code, int line, int column, string? field, string? fix) =>
        Check(yaml, code, line, column, field, fix);

    [Fact]
    public void Every_problem_of_a_document_is_told_in_the_order_of_their_places()
    {
        var found = SpecSchemas.Check(SchemaFolder.Document(
            "apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {name: shop}\nspec:\n  imag: a\n  processes:\n    web: {port: x}\n    worker: {replicas: -1}\n  domains: [A]\n"));
        Assert.Equal([(1021, 5), (1022, 7), (1025, 8), (1026, 9)], found.Select(problem => (problem.Code.Number, problem.Place.Line)));
    }

    [Fact]
    public void A_problem_inside_of_an_alias_is_told_for_each_use_at_the_place_where_it_is_written()
    {
        var found = SpecSchemas.Check(SchemaFolder.Document(
            "apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {name: shop}\nx-web: &web {port: 0}\nspec:\n  processes: {a: *web, b: *web}\n"));
        Assert.Equal(["spec.processes.a.port", "spec.processes.b.port"], found.Select(problem => problem.Field));
        Assert.All(found, problem => Assert.Equal(new Origin("f.yaml", 4, 20), problem.Place));
    }

    [Fact]
    public void A_secret_that_stands_where_a_reference_belongs_is_not_repeated()
    {
        var found = Assert.Single(SpecSchemas.Check(SchemaFolder.Document(
            "apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {name: x}\nspec: {webhook: {secretFrom: hunter2}, cluster: {k3s: {tokenFrom: {env: T}}}}\n")));
        Assert.DoesNotContain("hunter2", $"{found} {found.Found} {found.Expected}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_plain_manifest_is_not_held_against_a_schema() =>
        Assert.Empty(SpecSchemas.Check(SchemaFolder.Document("apiVersion: apps/v1\nkind: App\nmetadata: {name: A_B}\nreplicas: x\n")));

    [Fact]
    public void The_line_for_the_ignore_file_matches_this_file_only()
    {
        var document = YamlReader.Read("ci/[a]*.yaml", "a: 1").Documents[0].Root;
        Assert.EndsWith(@"/ci/\[a]\*.yaml", Assert.Single(SpecSchemas.Check(document)).Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_message_is_our_own_and_says_what_was_expected()
    {
        var rows = WrongDocuments.Fields().Concat(WrongDocuments.Values()).Select(row => (string)((object?[])row)[0]!);
        var found = rows.SelectMany(yaml => SpecSchemas.Check(SchemaFolder.Document(yaml))).ToList();
        Assert.All(found, problem => Assert.Matches("^[^A-Z]", problem.Message.Replace("App", "app", StringComparison.Ordinal)));
        Assert.All(found.Where(problem => problem.Code != SchemaCodes.NoApiVersionAndKind), problem => Assert.NotNull(problem.Expected));
        Assert.DoesNotContain(found, problem => Enum.GetNames<NJsonSchema.Validation.ValidationErrorKind>().Any(kind => kind != "Unknown" && problem.ToString().Contains(kind, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_code_has_a_row()
    {
        var rows = WrongDocuments.Fields().Concat(WrongDocuments.Values()).Select(row => (int)((object?[])row)[1]!).ToHashSet();
        Assert.Equal(typeof(SchemaCodes).GetFields().Select(code => ((DiagnosticCode)code.GetValue(null)!).Number).Order(), rows.Order());
    }

    private static void Check(string yaml, int code, int line, int column, string? field, string? fix)
    {
        var found = Assert.Single(SpecSchemas.Check(SchemaFolder.Document(yaml)));
        Assert.Equal((code, line, column, field, fix), (found.Code.Number, found.Place.Line, found.Place.Column, found.Field, found.Fix));
    }
}
