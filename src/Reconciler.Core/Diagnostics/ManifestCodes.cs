namespace Reconciler.Diagnostics;

/// <summary>RCN1201 to RCN1219: plain Kubernetes manifests.</summary>
public static class ManifestCodes
{
    public static readonly DiagnosticCode NotAnObject = new(1201, Severity.Error, "A document is neither a spec nor a manifest",
        "It has neither apiVersion nor kind, so nobody knows what it is. Values files and the like are not meant for the cluster.",
        "Add apiVersion and kind, or list the file in .reconcileignore.");

    public static readonly DiagnosticCode IdentityMissing = new(1202, Severity.Error, "A manifest lacks apiVersion, kind or name",
        "Only an object with apiVersion, kind and metadata.name can be found again in the cluster.", "Write the missing field.");

    public static readonly DiagnosticCode BadName = new(1203, Severity.Error, "A name is not legal",
        "Kubernetes limits length and characters of names, for some kinds more than for others, and would refuse the object.", "Choose a name within the limits that the message shows.");

    public static readonly DiagnosticCode GenerateName = new(1204, Severity.Error, "A manifest asks for a generated name",
        "With generateName each apply would make another object, and none could be found again.", "Write metadata.name.");

    public static readonly DiagnosticCode NamespaceRefused = new(1205, Severity.Error, "A namespace is given to an object that has none",
        "Objects of this kind belong to the whole cluster.", "Remove metadata.namespace.");

    public static readonly DiagnosticCode RemovedVersion = new(1206, Severity.Error, "The API version was removed from Kubernetes",
        "Clusters since the release shown don't serve it any more, so the object can't be applied.", "Write the successor that the message names, and check the fields that changed with it.");

    public static readonly DiagnosticCode UnknownKind = new(1207, Severity.Error, "Kubernetes has no such kind",
        "The group is one of Kubernetes' own, or can be none, and has no kind of this name in this version.", "Correct apiVersion or kind.");

    public static readonly DiagnosticCode UnknownVersion = new(1208, Severity.Warning, "The API version is not one of this Kubernetes release",
        "Alpha and beta versions come and go between releases and may be switched off, so the object's fields are not checked here.", "Write a version that the cluster serves.");

    public static readonly DiagnosticCode NotKept = new(1209, Severity.Error, "Objects of this kind can't be kept in a cluster",
        "They are questions or orders to the API server, or made by it, and can't be applied again and pruned.", "Remove the manifest.");

    public static readonly DiagnosticCode UnknownField = new(1210, Severity.Error, "A field is not known to Kubernetes",
        "The API server refuses the whole object when it has a field that its type does not have.", "Correct the spelling or the indentation, or remove the field.");

    public static readonly DiagnosticCode WrongType = new(1211, Severity.Error, "A value is of the wrong type",
        "The API server refuses the whole object, for example where a number stands in place of text, as in the value of an environment variable.", "Write what the message expects; quotes make text of a number or boolean.");

    public static readonly DiagnosticCode MissingField = new(1212, Severity.Error, "A required field is missing",
        "Kubernetes refuses objects of this type without it.", "Write the field.");

    public static readonly DiagnosticCode DuplicateItem = new(1213, Severity.Error, "A list has two items that Kubernetes can't tell apart",
        "The items of such a list are known by a key, such as the name of an environment variable. With two alike the API server refuses the whole object.", "Keep one of them.");

    public static readonly DiagnosticCode BadValue = new(1214, Severity.Error, "A value is not one that Kubernetes takes",
        "It is none of the values that the field allows, or not in the form of a quantity, a time, base64 or a number within its range.", "Write one of the values or in the form that the message shows.");

    public static readonly DiagnosticCode Reserved = new(1215, Severity.Error, "A label or annotation is reserved",
        "Under applyset.kubernetes.io and reconciler.dev the inventory of what was applied is kept; only the annotations that steer may be written by hand.",
        "Remove it, or write one of the annotations prune, adopt, force, ignore, replace, depends-on and wait.");

    public static readonly DiagnosticCode BadSteering = new(1216, Severity.Error, "An annotation that steers has no meaning as it stands",
        "It would be passed over in silence, and what it was meant to prevent would happen.", "Write one of the values that the message shows.");

    public static readonly DiagnosticCode ServerOwned = new(1217, Severity.Note, "Fields that only the server writes are left out",
        "The manifest was probably read from a cluster. status, uid, resourceVersion and the like are not part of what is wanted.", "Nothing to do; removing them from the file makes it easier to read.");

    public static readonly DiagnosticCode BadListItem = new(1218, Severity.Error, "An item of a List is no object",
        "A List stands for the manifests in it; specs of reconciler.dev are documents of their own.", "Write each item as a manifest.");
}
