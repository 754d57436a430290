using System.Collections.Immutable;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Incidents;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Calls;

/// <summary>A leg the record believes to be there.</summary>
public sealed record PresentLeg(string Leg, LegRole Role, string? Person, DateTimeOffset Since)
{
    public bool IsHuman => Role is LegRole.Operator or LegRole.Clinician or LegRole.Supervisor;
}

/// <summary>A cue as it stands in the call.</summary>
public sealed record RaisedCue(string Id, Cue Cue, int AtMs, int LatencyMs, bool Partial, string By, DateTimeOffset At, bool Dismissed = false);

/// <summary>Something a caller was told that somebody owes.</summary>
/// <param name="Due">UTC.</param>
/// <param name="Why">For a callback the reason it is owed; for anything else what was promised.</param>
/// <param name="IsCallback">True when the caller must be called back before the call may be closed.</param>
public sealed record OpenPromise(string Promise, DateTimeOffset Due, string Why, string? Owner, bool Kept, bool IsCallback = true, bool Overdue = false);

/// <summary>Who held the call when their connection broke, and when that was.</summary>
public sealed record LostHolder(string Person, DateTimeOffset At);

/// <summary>A line of the hold script the caller has heard, and when it ended.</summary>
public sealed record SpokenLine(string Line, DateTimeOffset At);

/// <summary>The speech engine of a leg.</summary>
/// <param name="Doubt">Why its text is late or must not be trusted; null when there is no reason.</param>
public sealed record ListeningEngine(string Engine, string? Doubt);

/// <summary>The confirmed note on its way.</summary>
/// <param name="State">"sent", "read" or "acknowledged".</param>
public sealed record SentMessage(string Message, string ContentHash, string By, DateTimeOffset At, string State, string? AcknowledgedBy, DateTimeOffset? AcknowledgedAt);

/// <summary>
/// What the record says of a call: the fold of its events, nothing else. The grain, the screens, replay and the tests
/// all fold with <see cref="Apply"/>.
/// </summary>
public sealed partial record CallState
{
    public required CallId Call { get; init; }
    public long Sequence { get; init; }
    public string Practice { get; init; } = "";
    public string Pool { get; init; } = "";
    public string Edge { get; init; } = "";
    public string? From { get; init; }
    public DateTimeOffset Started { get; init; }

    /// <summary>When a human was first on the line with the caller; null while nobody was.</summary>
    public DateTimeOffset? HumanJoined { get; init; }

    /// <summary>Since when the caller has been on the line without a human; null while a human is there or no caller is.</summary>
    public DateTimeOffset? WaitingSince { get; init; }
    public ImmutableList<CallerRecognised> Recognised { get; init; } = [];
    public bool PersonAsked { get; init; }

    /// <summary>Lines of the hold script the caller has heard, in order, with the instant each ended.</summary>
    public ImmutableList<SpokenLine> Spoken { get; init; } = [];

    /// <summary>When the caller's last words became text.</summary>
    public DateTimeOffset? CallerHeard { get; init; }

    /// <summary>Legs that are connected and have sent nothing audible for five seconds.</summary>
    public ImmutableHashSet<string> Silent { get; init; } = [];
    public bool NoticeHeard { get; init; }
    public bool TranscriptRefused { get; init; }
    public DateTimeOffset? CallerLeft { get; init; }
    public string? CallerLeftReason { get; init; }

    /// <summary>When the last human left without closing; null while one is there or none ever was.</summary>
    public DateTimeOffset? HumanLeft { get; init; }
    public ImmutableList<PresentLeg> Legs { get; init; } = [];

    /// <summary>Offer id to operator, for offers that ring now.</summary>
    public ImmutableDictionary<string, string> Offers { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Operator to the instant of declining.</summary>
    public ImmutableDictionary<string, DateTimeOffset> Declined { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>Offers and attempts that go to a telephone, with the instant they were made.</summary>
    public ImmutableDictionary<string, DateTimeOffset> Dialled { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>How many offers were ever made: the source of offer ids, so none is reused.</summary>
    public int OffersMade { get; init; }

    /// <summary>Who answered and is on the way to the line or on it.</summary>
    public string? Operator { get; init; }
    public DateTimeOffset? OperatorAccepted { get; init; }

    /// <summary>Whose connection broke while they held the call; null once another human answered.</summary>
    public LostHolder? Lost { get; init; }
    public ImmutableList<Utterance> Utterances { get; init; } = [];
    public ImmutableList<RaisedCue> Cues { get; init; } = [];
    public ImmutableDictionary<string, Field> Fields { get; init; } = ImmutableDictionary<string, Field>.Empty;
    public ImmutableDictionary<LegRole, string> LostTranscripts { get; init; } = ImmutableDictionary<LegRole, string>.Empty;

    /// <summary>Which engine listened to each leg last.</summary>
    public ImmutableDictionary<LegRole, ListeningEngine> Ears { get; init; } = ImmutableDictionary<LegRole, ListeningEngine>.Empty;
    public ImmutableList<OpenPromise> Promises { get; init; } = [];
    public ImmutableList<Incident> Incidents { get; init; } = [];
    public SentMessage? Message { get; init; }
    /// <summary>What the practice said of the call's urgency, in order.</summary>
    public ImmutableList<GivenJudgement> Judgements { get; init; } = [];
    public string? Outcome { get; init; }
    public string? ClosedBy { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Ids of commands already carried out.</summary>
    public ImmutableHashSet<string> Commands { get; init; } = [];

    public bool IsStarted => Practice.Length > 0;
    public bool IsClosed => Outcome is not null;
    public bool CallerPresent => Legs.Any(l => l.Role == LegRole.Caller);
    public bool HumanPresent => Legs.Any(l => l.IsHuman);

    /// <summary>
    /// A human's audio may come to this call: theirs who answered it, and for a moment theirs whose connection broke while they held it.
    /// Nobody else walks in, whatever they look at.
    /// </summary>
    public bool MayBeJoinedBy(string person, DateTimeOffset now) =>
        !IsClosed && (Operator == person || Legs.Exists(l => l.IsHuman && l.Person == person)
            || (Lost is { } lost && lost.Person == person && now - lost.At < CallDecider.Reattach && !AnsweredSince(lost.At)));

    private bool AnsweredSince(DateTimeOffset at) => Operator is { } other && !Legs.Exists(l => l.Person == other && l.Since <= at);

    /// <summary>The callback this caller is owed; null when none is.</summary>
    public OpenPromise? Owed => Promises.FirstOrDefault(p => p is { Kept: false, IsCallback: true });

    /// <summary>Everything owed to this caller, earliest deadline first.</summary>
    public IEnumerable<OpenPromise> AllOwed => Promises.Where(p => !p.Kept).OrderBy(p => p.Due);

    /// <summary>The emergency that nobody has taken yet; null when none is open.</summary>
    public Incident? OpenIncident => Incidents.Find(i => i.IsOpen);

    /// <summary>Somebody must still do something: the watchdog looks at it every second, closed or not.</summary>
    public bool IsLive => IsStarted && (!IsClosed || OpenIncident is not null || Promises.Exists(p => !p.Kept));

    /// <summary>Audio may go to speech-to-text.</summary>
    public bool MayTranscribe => NoticeHeard && !TranscriptRefused && !IsClosed;

    /// <summary>The gravest red cue, or null.</summary>
    public RaisedCue? GravestCue => Cues.Where(c => c.Cue.IsRed).OrderBy(c => c.Cue.Level).ThenBy(c => c.At).FirstOrDefault();

    /// <summary>The judgement that counts: the last one; null when none was given.</summary>
    public GivenJudgement? Judgement => Judgements.Count > 0 ? Judgements[^1] : null;

    public Field FieldOf(string name) => Fields.GetValueOrDefault(name) ?? Field.Blank(name);

    public static CallState New(CallId call) => new() { Call = call };

    /// <summary>What the store keeps beside the events; no personal data.</summary>
    public CallRow Row() => new(
        Call, Practice, Pool, Started, IsLive, IsClosed, AllOwed.FirstOrDefault()?.Due,
        Message?.State ?? "", GravestCue is { } cue ? (int)cue.Cue.Level : 0, Sequence, From,
        [.. Promises.Where(p => p is { Kept: false, Overdue: false }).Select(p => new DueWork(p.Promise, p.Due))]);
}
