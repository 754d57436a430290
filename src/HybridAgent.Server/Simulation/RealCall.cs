using HybridAgent.Core.Calls;

namespace HybridAgent.Server.Simulation;

/// <summary>One call as it really is: who is connected, what rings. The record only believes.</summary>
internal sealed class RealCall(int number, CallId id, string from, Chance chance)
{
    public string Name { get; } = $"call-{number}";

    public CallId Id => id;

    public string From => from;

    /// <summary>The caller's own stream of chance: what is said, how long the patience lasts.</summary>
    public Chance Chance => chance;

    public Queue<(long At, object What)> Recent { get; } = new();

    /// <summary>Connected at the carrier. Survives the process.</summary>
    public bool CallerConnected { get; set; }

    public long Arrived { get; set; }
    public long CallerGoneAt { get; set; }
    public TaskCompletionSource CallerGone { get; } = new();

    /// <summary>When caller and human have said what there was to say; null before a human came.</summary>
    public long? TalkEnds { get; set; }

    /// <summary>Media connections to the process that runs now.</summary>
    public Dictionary<string, RealLeg> Legs { get; } = [];

    /// <summary>Telephones that the carrier rings. They ring on when the process dies.</summary>
    public Dictionary<string, PhoneRing> Phones { get; } = [];

    /// <summary>Offers and attempts that a screen shows.</summary>
    public Dictionary<string, ScreenRing> Screens { get; } = [];

    /// <summary>What identified humans themselves did about emergencies of this call: the only thing that may end one.</summary>
    public HashSet<(string Incident, string By)> Acts { get; } = [];

    /// <summary>What the checker knows to ring by the record: attempt to person.</summary>
    public Dictionary<string, string> Ringing { get; } = [];

    /// <summary>Emergencies nobody has ended yet, as the checker counts them.</summary>
    public Dictionary<string, long> Emergencies { get; } = [];

    /// <summary>When the newest emergency was opened; null once somebody rang for it.</summary>
    public long? OpenedAt { get; set; }

    /// <summary>It was opened while the caller had no human.</summary>
    public bool OpenedAlone { get; set; }
    public long? HumanAt { get; set; }
    public long HumanGoneAt { get; set; }
    public bool Abandoned { get; set; }
    public int Offers { get; set; }
    public long? Closed { get; set; }

    /// <summary>When the watchdog last looked.</summary>
    public long Looked { get; set; }

    public Gap Caller { get; } = new();

    public Gap Emergency { get; } = new();

    public bool IsDirty { get; set; }

    /// <summary>The record as the running process knows it; null while it has not been read again.</summary>
    public CallState? State { get; set; }

    public bool HumanConnected
    {
        get
        {
            foreach (var leg in Legs.Values)
            {
                if (leg.Person is not null && leg.SilentSince is null)
                {
                    return true;
                }
            }
            return false;
        }
    }

    public bool ReallyRings(bool emergency)
    {
        foreach (var screen in Screens.Values)
        {
            if (screen.IsEmergency == emergency && screen.IsShown && screen.Person.SeesScreen)
            {
                return true;
            }
        }
        foreach (var phone in Phones.Values)
        {
            if (phone.IsEmergency == emergency && phone.Phase is PhonePhase.Rings or PhonePhase.HumanThere)
            {
                return true;
            }
        }
        return false;
    }
}

/// <param name="person">Null for the caller.</param>
internal sealed class RealLeg(Person? person)
{
    public Person? Person => person;

    /// <summary>Since when nothing comes through, unnoticed so far.</summary>
    public long? SilentSince { get; set; }
}

internal sealed class ScreenRing(Person person, bool isEmergency)
{
    public Person Person => person;

    public bool IsEmergency => isEmergency;

    public bool IsShown { get; set; }
}

internal enum PhonePhase
{
    Dialled,
    Rings,
    HumanThere,
    VoicemailThere,
}

internal sealed class PhoneRing(PhonePerson person, bool isEmergency, string? incident)
{
    public PhonePerson Person => person;

    public bool IsEmergency => isEmergency;

    public string? Incident => incident;

    public PhonePhase Phase { get; set; }

    /// <summary>The human has pressed the key and hears what comes of it.</summary>
    public bool HasPressed { get; set; }
}

/// <summary>A stretch of time that must stay short.</summary>
internal sealed class Gap
{
    public long? Since { get; private set; }

    public long Longest { get; private set; }

    /// <returns>True when a stretch began just now.</returns>
    public bool Set(bool open, long now)
    {
        if (open == Since is not null)
        {
            return false;
        }
        if (open)
        {
            Since = now;
            return true;
        }
        Longest = Math.Max(Longest, now - Since!.Value);
        Since = null;
        return false;
    }
}
