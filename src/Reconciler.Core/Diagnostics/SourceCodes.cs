namespace Reconciler.Diagnostics;

/// <summary>RCN1001 to RCN1019: files and YAML, before anything is understood.</summary>
public static class SourceCodes
{
    public static readonly DiagnosticCode NotUtf8 = new(1001, Severity.Error, "The file is not UTF-8",
        "A byte of the file is not valid UTF-8, so its text can't be known.", "Save the file as UTF-8.");

    public static readonly DiagnosticCode Syntax = new(1002, Severity.Error, "The YAML can't be read",
        "The text is not YAML at the place shown. What follows in this document is not read; other documents of the file are.", "Mend the text at the place shown.");

    public static readonly DiagnosticCode Tab = new(1003, Severity.Error, "A tab is used for indentation",
        "YAML allows only spaces for indentation.", "Replace the tab with spaces.");

    public static readonly DiagnosticCode DuplicateKey = new(1004, Severity.Error, "A key is written twice",
        "One of the two values would be lost, and readers disagree which.", "Keep one of them.");

    public static readonly DiagnosticCode Alias = new(1005, Severity.Error, "An alias does not resolve",
        "An unquoted * starts a YAML alias, and no anchor of that name stands before it.", "Quote the value if a star is meant, else define the anchor first.");

    public static readonly DiagnosticCode TooComplex = new(1006, Severity.Error, "The document is too deep or expands too far",
        "Nesting is limited to 100 levels and aliases to 100,000 expanded values, so that a small file can't exhaust the machine.", "Write the document flatter, or use fewer aliases.");

    public static readonly DiagnosticCode EmptyDocument = new(1007, Severity.Error, "A document is empty",
        "Nothing stands between two document marks, or the file has no document at all. It may have been cut off, and what is not there must not be taken for a wish to delete.",
        "Remove the extra ---, or delete the file.");

    public static readonly DiagnosticCode NotAMap = new(1008, Severity.Error, "A document is not a map",
        "A spec or manifest is a map with apiVersion and kind.", "Write the document as a map, or list the file in .reconcileignore.");

    public static readonly DiagnosticCode TooLarge = new(1009, Severity.Error, "The file is over 4 MB",
        "Files of that size are no specs; an object in Kubernetes is limited to 1.5 MB.", "Split the file, or list it in .reconcileignore.");

    public static readonly DiagnosticCode LinkLeavesSource = new(1010, Severity.Error, "A symbolic link leaves the source",
        "What it points to is not part of the reviewed commit.", "Copy the file into the source, or list the link in .reconcileignore.");

    public static readonly DiagnosticCode Unreadable = new(1011, Severity.Error, "A file can't be read",
        "The operating system refused to read it. What it says is unknown, not empty.", "Check the file's permissions.");

    public static readonly DiagnosticCode Encrypted = new(1012, Severity.Error, "The file is encrypted with SOPS",
        "It can't be decrypted here, so what it says is unknown, and everything that needs it is too.", "Decrypt the file where it is applied, or write a reference to a Secret instead.");

    public static readonly DiagnosticCode BadKey = new(1013, Severity.Error, "A key is not text",
        "Keys of a map are text here, as in JSON: a list or map as a key can't be carried to Kubernetes.", "Write the key as text.");

    public static readonly DiagnosticCode LeadingZero = new(1014, Severity.Warning, "A number starts with a zero",
        "YAML 1.1 and kubectl read it as octal, YAML 1.2 as decimal. It is read as octal here, as kubectl does.", "Write 0o644 for an octal number, quote it where text is meant.");

    public static readonly DiagnosticCode BadTag = new(1015, Severity.Error, "A tag is not known",
        "Only the tags of YAML's core schema (!!str, !!int, !!float, !!bool, !!null, !!map, !!seq) are read.", "Remove the tag.");

    public static readonly DiagnosticCode SkippedChart = new(1016, Severity.Note, "A folder with a Chart.yaml is skipped",
        "A Helm chart's templates are no manifests.", "Install the chart with a Chart spec.");

    public static readonly DiagnosticCode FileMissing = new(1017, Severity.Error, "A file that a spec names is not there",
        "Paths are relative to the spec's file.", "Correct the path, or add the file.");

    public static readonly DiagnosticCode FileLeavesSource = new(1018, Severity.Error, "A path leaves the source",
        "A spec may only name files inside the source that it lies in.", "Move the file into the source.");

    public static readonly DiagnosticCode SkippedKustomization = new(1019, Severity.Note, "A kustomization is part of another one",
        "Another kustomization of this source names the folder, so it is not built by itself.", "Nothing to do.");
}
