namespace Reconciler.Diagnostics;

/// <summary>RCN1061 to RCN1099: single values (durations, quantities, schedules, commands, names), Procfile and app.json.</summary>
public static class ValueCodes
{
    public static readonly DiagnosticCode Duration = new(1061, Severity.Error, "A duration can't be read",
        "Durations are whole numbers with the units d, h, m and s in this order; a bare number is seconds.", "Write it as 90s, 5m, 1h30m or 7d.");

    public static readonly DiagnosticCode Quantity = new(1062, Severity.Error, "A quantity can't be read",
        "Quantities are those of Kubernetes: a number and one of the suffixes n u m k M G T P E, Ki Mi Gi Ti Pi Ei, or an exponent.", "Write it as 500m, 2, 512Mi or 1G.");

    public static readonly DiagnosticCode Memory = new(1063, Severity.Error, "An amount of memory is not what was meant",
        "A bare number is mebibytes and m is milli, so that bytes without a suffix and a lower-case m are far from what they look like.", "Write Mi or Gi, or b for bytes.");

    public static readonly DiagnosticCode StorageSize = new(1064, Severity.Error, "The size of a volume can't be read",
        "The size of a volume is a quantity above zero with a suffix.", "Write it as 2Gi.");

    public static readonly DiagnosticCode CronSchedule = new(1065, Severity.Error, "A cron schedule is not valid",
        "Kubernetes takes five fields (minute, hour, day of month, month, weekday) or one of the @ names, without seconds and without a time zone.", "Correct the field named, or set timeZone beside the schedule.");

    public static readonly DiagnosticCode TimeZone = new(1066, Severity.Error, "A time zone is not known",
        "Time zones are names of the IANA database; abbreviations and offsets are not.", "Write an area and a place, as in Europe/Amsterdam, or Etc/UTC.");

    public static readonly DiagnosticCode NeedsShell = new(1067, Severity.Error, "A command needs a shell",
        "A command that is one text is split into words and run without a shell, so what only a shell understands would reach the program as text.",
        "Write the list that is shown, or leave out what needs a shell; quote the character if text is meant.");

    public static readonly DiagnosticCode CommandSyntax = new(1068, Severity.Error, "A command can't be split into words",
        "A quote or brace is opened and not closed, a backslash ends the command, or the command is empty.", "Close the quote, or write the command as a list.");

    public static readonly DiagnosticCode WrappedInShell = new(1069, Severity.Note, "A line runs in a shell",
        "Lines of a Procfile and of app.json are shell lines; this one has something that only a shell understands, so /bin/sh -c runs it. The image needs a shell.", "Nothing to do where the image has /bin/sh.");

    public static readonly DiagnosticCode Placeholder = new(1070, Severity.Error, "A placeholder is not known",
        "Known are ${APP}, ${PROCESS}, ${DEPLOYMENT} and ${NAMESPACE}; $$ is a dollar.", "Use a known one, or write $$ for a dollar.");

    public static readonly DiagnosticCode Image = new(1071, Severity.Error, "An image reference is not valid",
        "An image is registry/repository:tag@digest, the repository in lower case.", "Correct the part named.");

    public static readonly DiagnosticCode Version = new(1072, Severity.Error, "A version is not semantic",
        "Versions are compared, so they have to follow Semantic Versioning 2.0; a leading v is allowed.", "Write three numbers, as in 1.13.3.");

    public static readonly DiagnosticCode Name = new(1073, Severity.Error, "A name is not allowed",
        "Kubernetes restricts the characters and the length of names, keys, hosts and paths.", "Choose a name as the message says.");
}
