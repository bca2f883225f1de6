using Microsoft.Playwright;

namespace Reconciler.Browser.Tests;

/// <summary>Pictures for docs/, taken with RECORD=1 only: what a browser draws differs from machine to machine.</summary>
internal static class Picture
{
    private const int MostBytes = 150 * 1024;

    public static async Task TakeAsync(IPage page, string name, bool isWhole = false)
    {
        if (Environment.GetEnvironmentVariable("RECORD") != "1") return;
        var bytes = await page.ScreenshotAsync(new PageScreenshotOptions { FullPage = isWhole, Animations = ScreenshotAnimations.Disabled });
        Assert.True(bytes.Length < MostBytes, $"{name} has {bytes.Length} bytes");
        var folder = Path.Combine(Root(), "docs", "images");
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, name), bytes);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Reconciler.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
