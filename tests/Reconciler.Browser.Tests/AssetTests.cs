using System.Net;
using System.Text.RegularExpressions;

namespace Reconciler.Browser.Tests;

/// <summary>The dashboard's files as a browser gets them: public, cached by what is in them, and from nowhere else.</summary>
[Collection(BrowserTests.Name)]
public sealed partial class AssetTests(Chromium chromium)
{
    [GeneratedRegex("""(?:src|href)="(?<path>dashboard/[^"]+)"|from '(?<module>\.[^']+)'""")]
    private static partial Regex Reference();

    [Fact]
    public async Task Every_file_that_another_names_is_there_with_its_type()
    {
        await using var rig = await DashboardRig.StartAsync(chromium, Specs.Shop);
        using var client = new HttpClient { BaseAddress = rig.Address };
        var seen = new Dictionary<string, string?>();
        var open = new Queue<Uri>([rig.Address]);
        while (open.TryDequeue(out var at))
        {
            if (seen.ContainsKey(at.AbsolutePath)) continue;
            using var answer = await client.GetAsync(at);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            seen[at.AbsolutePath] = answer.Content.Headers.ContentType?.ToString();
            foreach (Match match in Reference().Matches(await answer.Content.ReadAsStringAsync()))
                open.Enqueue(new Uri(at, match.Groups["path"].Success ? match.Groups["path"].Value : match.Groups["module"].Value));
        }
        Assert.Equal("text/html; charset=utf-8", seen["/"]);
        Assert.Equal("text/css; charset=utf-8", seen["/dashboard/style.css"]);
        Assert.Equal("image/svg+xml", seen["/dashboard/icon.svg"]);
        Assert.All(seen.Where(file => file.Key.EndsWith(".js", StringComparison.Ordinal)), file => Assert.Equal("text/javascript; charset=utf-8", file.Value));
        Assert.Contains("/dashboard/views/plan.js", seen.Keys);
    }

    [Fact]
    public async Task What_a_browser_has_is_not_sent_again_and_nothing_in_a_page_runs_but_its_files()
    {
        await using var rig = await DashboardRig.StartAsync(chromium, Specs.Shop);
        using var client = new HttpClient { BaseAddress = rig.Address };
        using var first = await client.GetAsync("/");
        Assert.Contains("default-src 'self'", first.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.True(first.Headers.CacheControl!.NoCache);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        using var missing = await client.GetAsync("/dashboard/../appsettings.json");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }
}
