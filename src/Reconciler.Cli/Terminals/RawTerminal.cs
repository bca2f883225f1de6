using System.Runtime.InteropServices;

namespace Reconciler.Cli.Terminals;

/// <summary>
/// The terminal without what it does to keys by itself: no echo, no lines, no signals. Each key goes on as it is pressed, Ctrl+C too. It is
/// as before when this is disposed.
/// </summary>
internal sealed class RawTerminal : IDisposable
{
    private const int Keys = 0;
    private const int Now = 0;

    /// <summary>More than the settings of a terminal need on any system.</summary>
    private const int SettingsSize = 512;

    private readonly byte[] _before;

    private RawTerminal(byte[] before) => _before = before;

    /// <summary>Null where it is no terminal after all, or none that can be set.</summary>
    public static RawTerminal? Enter()
    {
        if (OperatingSystem.IsWindows()) return null;
        var before = new byte[SettingsSize];
        if (GetSettings(Keys, before) != 0) return null;
        var raw = (byte[])before.Clone();
        MakeRaw(raw);
        return SetSettings(Keys, Now, raw) == 0 ? new RawTerminal(before) : null;
    }

    public void Dispose() => _ = SetSettings(Keys, Now, _before);

    [DllImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetSettings(int descriptor, [In, Out] byte[] settings);

    [DllImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetSettings(int descriptor, int when, [In] byte[] settings);

    [DllImport("libc", EntryPoint = "cfmakeraw")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void MakeRaw([In, Out] byte[] settings);
}
