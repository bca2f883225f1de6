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

    public static readonly DiagnosticCode ProcfileLine = new(1080, Severity.Error, "A line of a Procfile can't be read",
        "Each line is a name of letters, digits, - and _, a colon and a command; comments start with #.", "Write name: command.");

    public static readonly DiagnosticCode ProcessTwice = new(1081, Severity.Error, "A process is written twice",
        "Names are lower-cased and _ becomes -, so that two names can become the same.", "Keep one of them, or rename one.");

    public static readonly DiagnosticCode ProcessName = new(1082, Severity.Error, "A process name is not allowed",
        "Names of processes are labels of Kubernetes; run, before, after and cron-… are the names of Jobs.", "Choose another name.");

    public static readonly DiagnosticCode ProcessRenamed = new(1083, Severity.Note, "A process has another name here",
        "Kubernetes allows neither capitals nor _ in names, so Dokku's names are lower-cased and _ becomes -.", "Use the name shown in the App's spec.");

    public static readonly DiagnosticCode JsonSyntax = new(1084, Severity.Error, "The JSON can't be read",
        "The text is not JSON at the place shown.", "Mend the text at the place shown.");

    public static readonly DiagnosticCode AppJsonValue = new(1085, Severity.Error, "A value of app.json is not allowed",
        "The value has another type than Dokku reads there, is out of range, or is missing.", "Write it as the message says.");

    public static readonly DiagnosticCode AppJsonUnknown = new(1086, Severity.Note, "A key of app.json is not known",
        "Neither Dokku nor Heroku has a key of this name there, so it is not read.", "Check its spelling, or remove it.");

    public static readonly DiagnosticCode AppJsonIgnored = new(1087, Severity.Warning, "Something in app.json has no effect",
        "Kubernetes has nothing like it, or something it needs is missing.", "Remove it, or complete it as the message says.");

    public static readonly DiagnosticCode AppJsonTemplate = new(1088, Severity.Warning, "A placeholder of app.json is not replaced there",
        "Placeholders are replaced in health checks and in the metadata of triggers only.", "Write the name out.");

    public static readonly DiagnosticCode PredeployNotKept = new(1089, Severity.Warning, "What predeploy writes is not kept",
        "Dokku commits the container of predeploy as the image; here the image is built elsewhere and predeploy is a Job that runs before the deploy.", "Do it in the image's build.");

    public static readonly DiagnosticCode VariableWanted = new(1090, Severity.Error, "A required variable has no value",
        "app.json requires it, gives no value, and the App's env does not set it.", "Write it into the App's env.");

    public static readonly DiagnosticCode VariableGenerator = new(1091, Severity.Error, "A variable's value would come from a generator",
        "The same files always render the same objects, so nothing is generated.", "Make the value once, keep it in a Secret and refer to it in the App's env.");

    public static readonly DiagnosticCode NoQuantity = new(1092, Severity.Warning, "Nothing says how many of a process run",
        "As in Dokku, web starts with one and every other process of a Procfile with none.", "Write the process's replicas in the App, or its quantity in app.json.");

    public static readonly DiagnosticCode NotInFormation = new(1093, Severity.Warning, "A process has no quantity while others have",
        "As in Dokku, a quantity in app.json makes none of every process that has none there.", "Write the process's replicas in the App, or its quantity in app.json.");
}
