using FsCheck;
using FsCheck.Fluent;
using Reconciler.Specs.Dokku;
using Reconciler.Specs.Values;

namespace Reconciler.Core.Tests.Specs.Values;

public sealed class NeverThrowsTests
{
    private static readonly string[] Pieces =
    [
        "1", "0", "-", "+", ".", "e", "E9", "Gi", "m", "99999999999999999999", "d", "h", "*", "/", ",", "@every ", "@", "MON", "?", " ", "\n", "\t", ":", "a", "Z", "_", "$", "{", "}", "(", ")", "'", "\"", "\\",
        "[[ .", "{{ $", "]]", "}}", "DOKKU_APP_NAME", "web", "#", "sha256:", "[", "]", "\"formation\":", "\"healthchecks\":", "\"cron\":", "\"env\":", "null", "true", "é", "😀", "\uFEFF",
    ];

    [Fact]
    public void A_text_is_a_value_or_has_a_problem() => Prop.ForAll(Texts(), text =>
        Duration.TryParse(text, out _, out var duration) == (duration is null)
        && Memory.TryParse(text, out _, out var memory) == (memory is null)
        && Memory.TryParseStorage(text, out _, out var storage) == (storage is null)
        && CronSchedule.TryParse(text, out _, out var cron) == (cron is null)
        && ImageReference.TryParse(text, out _, out var image) == (image is null)
        && SemanticVersion.TryParse(text, out _, out var version) == (version is null)).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void No_text_makes_a_reader_throw() => Prop.ForAll(Texts(), text =>
    {
        TimeZoneName.Check(text);
        ShellWords.Split(text);
        Interpolation.Replace(text, new Placeholders("a", null, null, "b"), out _);
        Interpolation.FromDokku(text, out _);
        Names.HostName(text);
        Names.AnnotationKey(text);
        Formation.Complete(Procfile.Read("Procfile", text), AppJson.Read("app.json", text), null);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static Arbitrary<string> Texts() => Gen.Elements(Pieces).ArrayOf().Select(string.Concat).ToArbitrary();
}
