namespace Reconciler.Diagnostics;

/// <summary>RCN1160 to RCN1169: volumes and where they are mounted.</summary>
public static class VolumeCodes
{
    public static readonly DiagnosticCode MountTwice = new(1160, Severity.Error, "Two volumes are mounted at one path",
        "One would hide the other. /dev/shm is taken where shmSize is written.", "Mount one of them elsewhere, or for other processes.");

    public static readonly DiagnosticCode MountPath = new(1161, Severity.Error, "A path can't be mounted",
        "A mount's path is absolute, not / and without .. and colons; subPath is relative to the volume.", "Correct the path.");

    public static readonly DiagnosticCode SharedVolume = new(1162, Severity.Warning, "Several pods share a volume that one node can attach",
        "A ReadWriteOnce volume is attached to one node at a time, so a second pod on another node never starts. While a rollout replaces pods there is one more than usual.",
        "Use deploy.strategy: recreate and one pod, or accessMode: ReadWriteMany where the storage has it.");

    public static readonly DiagnosticCode BlueGreenVolume = new(1163, Severity.Error, "Two versions would share a volume that one node can attach",
        "With blueGreen the new version runs beside the old one, and its pods could not attach the volume.", "Use deploy.strategy: recreate, or accessMode: ReadWriteMany.");

    public static readonly DiagnosticCode SinglePodVolume = new(1164, Severity.Error, "Several pods mount a volume that one pod can use",
        "Kubernetes lets one pod at a time use a ReadWriteOncePod volume; the others never start.", "Mount it in one process with one pod, or choose another accessMode.");

    public static readonly DiagnosticCode StorageKind = new(1165, Severity.Error, "A Storage says two things about where it lies",
        "A volume is made by a storage class or is a path of a machine; a node is only named for a path.", "Keep one of the two.");
}
