namespace Reconciler.Diagnostics;

/// <summary>RCN2401 to RCN2449: the controller.</summary>
public static class ControlCodes
{
    public static readonly DiagnosticCode ConfigUnreadable = new(2401, Severity.Error, "The controller's configuration can't be read",
        "--config names a file with a list of environments, each with its source.", "Write environments: [{source: https://…}], with ref, path, cluster and kubeconfigFrom where they are needed.");

    public static readonly DiagnosticCode ListenInvalid = new(2403, Severity.Error, "The address to listen on is not valid",
        "--listen takes http://HOST:PORT.", "Write --listen http://127.0.0.1:8080, for example.");

    public static readonly DiagnosticCode ListenOpen = new(2404, Severity.Error, "Without authentication only this machine may be served",
        "Whoever reaches the API could change the cluster.", "Listen on 127.0.0.1, or say who may come in with --auth cluster or --tokens FILE.");

    public static readonly DiagnosticCode PartUnknown = new(2405, Severity.Error, "There is no such part",
        "Nothing of that name was applied, or several parts have it.", "Write NAMESPACE/APP, as status shows it.");

    public static readonly DiagnosticCode NothingToApprove = new(2406, Severity.Error, "There is no plan that waits for approval",
        "An approval is for one plan, which it names by its hash.", "Look at the plan, and approve what it shows.");

    public static readonly DiagnosticCode ListenTaken = new(2407, Severity.Error, "The address to listen on can't be had",
        "Another program has it, or it isn't one of this machine's.", "Choose another with --listen.");

    public static readonly DiagnosticCode TokensUnreadable = new(2408, Severity.Error, "The tokens can't be read",
        "--tokens names a file with a line for each: token,user or token,user,group.", "Mend what the message names.");

    public static readonly DiagnosticCode FieldUnfit = new(2409, Severity.Error, "A request has a field that is not understood",
        "The description of the API says which fields a request may have, and of which type. One that were passed over could make an order about everything of one about an App.", "Write the field as /api/v1/openapi.json describes it.");
}
