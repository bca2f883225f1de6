namespace Reconciler.Diagnostics;

/// <summary>RCN1170 to RCN1199: Environment, Node, NodeProfile and Chart.</summary>
public static class ClusterCodes
{
    public static readonly DiagnosticCode Verify = new(1170, Severity.Error, "Signatures can't be verified without keys",
        "Commits are checked against the keys of allowedSigners (ssh) or keyring (OpenPGP).", "Name one of the two files.");

    public static readonly DiagnosticCode Url = new(1171, Severity.Error, "A URL can't be used",
        "The field wants a URL with scheme and host.", "Write the URL as shown.");

    public static readonly DiagnosticCode Registry = new(1172, Severity.Error, "A registry is not valid",
        "A registry is a host with an optional port, and is listed once.", "Write the host only, as it stands at the start of an image.");

    public static readonly DiagnosticCode Incomplete = new(1173, Severity.Error, "A field needs another one beside it",
        "One of the two says nothing without the other.", "Add the field that the message names.");

    public static readonly DiagnosticCode K3sVersion = new(1174, Severity.Error, "A version of k3s is not complete",
        "k3s is released as a version of Kubernetes with a number of its own, as in v1.33.4+k3s1.", "Write the whole version, or a channel instead.");

    public static readonly DiagnosticCode Checksum = new(1175, Severity.Error, "A checksum is not one of SHA-256",
        "A SHA-256 checksum has 64 hexadecimal digits in lower case.", "Write the output of sha256sum.");

    public static readonly DiagnosticCode EvenServers = new(1176, Severity.Warning, "The number of servers is even",
        "etcd needs more than half of its members, so an even number bears no more failures than one server less.", "Use 1, 3 or 5 servers.");

    public static readonly DiagnosticCode FirstServer = new(1177, Severity.Error, "It is not known which server comes first",
        "One server initialises the cluster and the others join it.", "Name a Node of role server in Environment.cluster.firstServer.");

    public static readonly DiagnosticCode Taint = new(1178, Severity.Error, "A taint is not legal",
        "A taint has a key and a value in the form of a label's, and one of the effects NoSchedule, PreferNoSchedule and NoExecute; a key and effect occur once.", "Correct the taint.");

    public static readonly DiagnosticCode TaintedWorker = new(1179, Severity.Error, "Only servers can be kept free of Apps by taintScheduling",
        "The taint keeps ordinary pods off the machines that run the control plane; workers are there for them.", "Remove taintScheduling, or write taints for a worker of a special kind.");

    public static readonly DiagnosticCode HostKey = new(1180, Severity.Error, "An ssh host key can't be read",
        "A host key is a type and the key in base64, as ssh-keyscan prints it behind the host.", "Write it as in ssh-ed25519 AAAA….");

    public static readonly DiagnosticCode SshHost = new(1181, Severity.Error, "An ssh host is not a host",
        "The host is a name or an address. User and port have fields of their own, and a password has no place in a repo.", "Write the host only.");

    public static readonly DiagnosticCode NodeTwice = new(1182, Severity.Error, "Two Nodes are the same machine",
        "A node of the cluster belongs to one Node spec.", "Correct nodeName or ssh.host of one of them.");

    public static readonly DiagnosticCode UnusedProfile = new(1183, Severity.Note, "No Node uses the profile",
        "A NodeProfile does nothing by itself.", "Name it in a Node's profile, or remove it.");

    public static readonly DiagnosticCode KubeletArgument = new(1184, Severity.Error, "A kubelet argument is written as on a command line",
        "The name of an argument is written without the dashes before it and without its value.", "Write name: value.");

    public static readonly DiagnosticCode OciAddress = new(1185, Severity.Error, "An oci:// address names no chart",
        "The address of a chart in a registry ends with the chart's name.", "Write oci://REGISTRY/PATH/CHART.");

    public static readonly DiagnosticCode UpgradeOrder = new(1186, Severity.Error, "Upgrade steps are not in ascending order",
        "An upgrade runs the steps of each version that it crosses, one version after the other.", "Sort upgrades by version, each once.");

    public static readonly DiagnosticCode StepTarget = new(1187, Severity.Error, "An upgrade step names no objects",
        "A step deletes or waits for objects of a kind that have a name or labels.", "Add name or labels.");
}
