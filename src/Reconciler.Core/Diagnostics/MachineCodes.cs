namespace Reconciler.Diagnostics;

/// <summary>RCN2001 to RCN2029: the machine that the command runs on, and what was asked of it. RCN9001: a bug of ours.</summary>
public static class MachineCodes
{
    public static readonly DiagnosticCode SourceMissing = new(2001, Severity.Error, "The source is not there",
        "The path names no file and no folder.", "Check the path, and the folder that the command runs in.");

    public static readonly DiagnosticCode SourceNotYaml = new(2003, Severity.Error, "The source is no folder and no YAML file",
        "A source is a folder, or a single file whose name ends with .yaml or .yml.", "Name the folder that the file lies in.");

    public static readonly DiagnosticCode SourceUnreadable = new(2004, Severity.Error, "The source can't be read",
        "The operating system refused to list the folder.", "Check the folder's permissions.");

    public static readonly DiagnosticCode PathLeavesSource = new(2005, Severity.Error, "--path leaves the source",
        "--path narrows the source to one of its folders.", "Name a folder inside the source, without .. at the start.");

    public static readonly DiagnosticCode NothingToRead = new(2006, Severity.Warning, "The source has no YAML file",
        "No file that ends with .yaml or .yml was found, or all of them are ignored.", "Check the path, and .reconcileignore.");

    public static readonly DiagnosticCode KustomizeMissing = new(2010, Severity.Error, "Neither kustomize nor kubectl is there",
        "A folder of the source has a kustomization, and building it needs one of the two on PATH.", "Install kustomize or kubectl, or list the folder in .reconcileignore.");

    public static readonly DiagnosticCode KustomizeFailed = new(2011, Severity.Error, "A kustomization can't be built",
        "kustomize refused to build it; the message says why. What it would give is unknown, not empty.", "Mend what the message names.");

    public static readonly DiagnosticCode KustomizeTimeout = new(2012, Severity.Error, "Building a kustomization took too long",
        "It was stopped after a minute. Usually it waits for something in the network.", "Copy remote resources into the source.");

    public static readonly DiagnosticCode KustomizeLost = new(2013, Severity.Error, "An App's kustomization lost the App's objects",
        "None of the objects that the App renders came out again. Usually rendered.yaml is not among the resources.", "Write rendered.yaml under resources of the kustomization.");

    public static readonly DiagnosticCode KustomizeRemoved = new(2014, Severity.Warning, "An App's kustomization takes away some of its objects",
        "Some of the objects that the App renders did not come out again, or came out with another name or namespace.", "Leave names alone, or allow the warning where it is meant.");

    public static readonly DiagnosticCode KustomizationMissing = new(2015, Severity.Error, "An App's kustomize folder has no kustomization",
        "The folder has to have a kustomization.yaml with rendered.yaml under resources.", "Correct the path, or write the kustomization.");

    public static readonly DiagnosticCode KustomizeGaveSpec = new(2016, Severity.Error, "An App's kustomization gives a spec",
        "It is built after rendering, when specs have been read already.", "Move the spec to a file of the source.");

    public static readonly DiagnosticCode AppUnknown = new(2020, Severity.Error, "There is no such App",
        "The source has no App of that name.", "Check the name and the source.");

    public static readonly DiagnosticCode AppAmbiguous = new(2021, Severity.Error, "Several Apps have that name",
        "Apps of different namespaces share the name.", "Write NAMESPACE/APP.");

    public static readonly DiagnosticCode FieldUnknown = new(2022, Severity.Error, "There is no such field",
        "The App has no value at that path.", "Run the report without --field to see every path.");

    public static readonly DiagnosticCode NothingToExplain = new(2023, Severity.Error, "There is nothing of that name to explain",
        "explain knows kinds, their fields, and codes.", "Write KIND, KIND.field.field or a code such as RCN1012.");

    public static readonly DiagnosticCode FileExists = new(2024, Severity.Error, "A file is there already",
        "init never overwrites a file, and wrote nothing.", "Choose another folder, or remove the file.");

    public static readonly DiagnosticCode CannotWrite = new(2025, Severity.Error, "A file can't be written",
        "The operating system refused to write it.", "Check the folder's permissions and free space.");

    public static readonly DiagnosticCode CommandLine = new(2026, Severity.Error, "The command line is not understood",
        "A command or option is not known, or a value is missing.", "Run the command with --help.");

    public static readonly DiagnosticCode Bug = new(9001, Severity.Error, "A bug of ours",
        "Something happened that the program does not expect.", "Run the command again with --verbose and report what it prints.");
}
