namespace HybridAgent.Server.Simulation;

/// <summary>What can go wrong in a simulated world.</summary>
[Flags]
internal enum Fault
{
    None = 0,

    /// <summary>An operator's browser dies: no heartbeat, and the leg is gone, at once or after its silence was noticed.</summary>
    OperatorCrash = 1,

    /// <summary>An operator's network is away for a while: the leg stands and is silent until that is noticed.</summary>
    OperatorNetwork = 2,

    /// <summary>Personal voicemail picks up telephones.</summary>
    Voicemail = 4,

    /// <summary>The carrier's word that somebody hung up, or that a telephone stopped ringing, never arrives.</summary>
    LostWebhook = 8,
    DuplicateWebhook = 16,
    LateWebhook = 32,
    SttDown = 64,
    SttSlow = 128,
    ModelDown = 256,

    /// <summary>The store neither reads nor writes.</summary>
    StoreDown = 512,
    StoreSlow = 1024,

    /// <summary>The store reads, but takes nothing.</summary>
    StoreFull = 2048,

    /// <summary>The process dies and is started again: what was only in memory is gone.</summary>
    SiloRestart = 4096,
}

/// <summary>The faults by the names of the command line.</summary>
internal static class Faults
{
    public const Fault Together = (Fault)8191;

    /// <summary>
    /// How long callers can be without a human and without ringing before the guarantee is called broken. The goal is two seconds; where
    /// more callers wait than people work, two telephones that turn out to be engaged can be dialled one after the other.
    /// </summary>
    private const long HealthyBound = 3_000;
    private const long FaultyBound = 5_000;

    /// <summary>A silent console is noticed within five seconds, and everybody is offered the call at most two seconds later.</summary>
    private const long SilentConsoleBound = 7_000;

    /// <summary>Everything failing at once is beyond what is promised; even then nobody waits unattended for longer.</summary>
    private const long TogetherBound = 20_000;

    private static readonly (string Name, Fault Fault)[] Named =
    [
        ("none", Fault.None), ("operator-crash", Fault.OperatorCrash), ("operator-network", Fault.OperatorNetwork), ("voicemail", Fault.Voicemail),
        ("lost-webhook", Fault.LostWebhook), ("duplicate-webhook", Fault.DuplicateWebhook), ("late-webhook", Fault.LateWebhook),
        ("stt-down", Fault.SttDown), ("stt-slow", Fault.SttSlow), ("model-down", Fault.ModelDown), ("store-down", Fault.StoreDown),
        ("store-slow", Fault.StoreSlow), ("store-full", Fault.StoreFull), ("silo-restart", Fault.SiloRestart), ("together", Together),
    ];

    public static IEnumerable<string> Names => Named.Select(n => n.Name).Append("all");

    /// <summary>Each name is a world of its own; "all" is every one of them.</summary>
    /// <returns>Null for a name that is not known.</returns>
    public static IReadOnlyList<Fault>? Parse(string name) =>
        name == "all" ? [.. Named.Select(n => n.Fault)] : Array.FindIndex(Named, n => n.Name == name) is >= 0 and var i ? [Named[i].Fault] : null;

    public static string Name(Fault fault) => Array.Find(Named, n => n.Fault == fault).Name ?? fault.ToString();

    public static long Bound(Fault faults) => 
        faults == Fault.None ? HealthyBound : faults == Together ? TogetherBound : (faults & (Fault.OperatorCrash | Fault.OperatorNetwork)) != 0 ? SilentConsoleBound : FaultyBound;
}
