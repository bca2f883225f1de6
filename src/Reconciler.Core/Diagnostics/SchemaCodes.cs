namespace Reconciler.Diagnostics;

/// <summary>RCN1021 to RCN1059: specs that don't fit the schema of their kind.</summary>
public static class SchemaCodes
{
    public static readonly DiagnosticCode UnknownField = new(1021, Severity.Error, "A field is not known",
        "The kind has no field of that name at that place. What isn't known would be ignored in silence, and a misspelt setting would never take effect.",
        "Write the field as suggested, or look it up with `reconcile explain KIND`.");

    public static readonly DiagnosticCode WrongType = new(1022, Severity.Error, "A value has the wrong type",
        "Text, numbers, true or false, lists and maps are different things; YAML decides by how the value is written.", "Write the value as shown; quotes make text of anything.");

    public static readonly DiagnosticCode NotAllowed = new(1023, Severity.Error, "A value is not one of those allowed",
        "The field takes one of a few words, written exactly so.", "Write one of the values shown.");

    public static readonly DiagnosticCode MissingField = new(1024, Severity.Error, "A required field is missing",
        "The field has no default, so it has to be written.", "Add the field shown.");

    public static readonly DiagnosticCode OutOfRange = new(1025, Severity.Error, "A number or a count is out of range",
        "The value is below the least or above the greatest that is possible.", "Write a value within the range shown.");

    public static readonly DiagnosticCode WrongForm = new(1026, Severity.Error, "A text has the wrong form",
        "The field wants text of a certain form: an absolute path, a host name, a percentage.", "Write the text in the form shown.");

    public static readonly DiagnosticCode NoAlternative = new(1027, Severity.Error, "One of several fields has to be written",
        "The value can be given in several ways, and none of them is there.", "Add one of the fields shown.");

    public static readonly DiagnosticCode SeveralAlternatives = new(1028, Severity.Error, "Only one of several fields may be written",
        "The value can be given in several ways, and more than one of them is there, so it is not clear which counts.", "Keep one of the fields shown.");

    public static readonly DiagnosticCode UnknownKind = new(1029, Severity.Error, "A kind is not known",
        "The apiVersion says that the document is a spec of Reconciler, which has no such kind.", "Write one of the kinds shown; kinds of Kubernetes have their own apiVersion.");

    public static readonly DiagnosticCode WrongApiVersion = new(1030, Severity.Error, "A version of the config language is not known",
        "This version of Reconciler reads reconciler.dev/v1 only.", "Write apiVersion: reconciler.dev/v1.");

    public static readonly DiagnosticCode NoApiVersionAndKind = new(1031, Severity.Error, "A document says not what it is",
        "Every document has an apiVersion and a kind. A file that is neither a spec nor a manifest has to be listed in .reconcileignore, so that no spec is lost by a mistake in its head.",
        "Add apiVersion and kind, or the line shown to .reconcileignore.");

    public static readonly DiagnosticCode NameNotLegal = new(1032, Severity.Error, "A name is not legal",
        "Names become names of Kubernetes objects: lower-case letters, digits and dashes, starting and ending with a letter or digit. Some names are reserved. Environment variables have rules of their own.",
        "Write a name as shown.");

    public static readonly DiagnosticCode NameTooLong = new(1033, Severity.Error, "A name is too long",
        "Longer names are built from it, and Kubernetes allows 63 characters, for some objects fewer.", "Shorten the name.");

    public static readonly DiagnosticCode UnknownResourceType = new(1034, Severity.Error, "A type of resource is not known",
        "Labels and annotations inside a spec are written by type of resource (deployment, pod, service …).", "Write one of the types shown; labels for everything go to metadata.labels.");

    public static readonly DiagnosticCode ColonMount = new(1035, Severity.Error, "A mount is written in Dokku's colon form",
        "A path of the host, a colon and a path of the container say too little: a volume has a size, an access mode and a node.", "Write the Storage and the mount shown.");
}
