using System.Collections.Immutable;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Calls;

/// <summary>A leg the record believes to be there.</summary>
public sealed record PresentLeg(string Leg, LegRole Role, string? Person, DateTimeOffset Since)
{
    public bool IsHuman => Role is LegRole.Operator or LegRole.Clinician or LegRole.Supervisor;
}

/// <summary>A cue as it stands in the call.</summary>
public sealed record RaisedCue(string Id, Cue Cue, int AtMs, int LatencyMs, bool Partial, string By, DateTimeOffset At, bool Dismissed = false);

/// <summary>A callback somebody owes.</summary>
public sealed record OpenPromise(string Promise, DateTimeOffset Due, string Why, string? Owner, bool Kept);

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

    /// <summary>How many offers were ever made: the source of offer ids, so none is reused.</summary>
    public int OffersMade { get; init; }

    /// <summary>Who answered and is on the way to the line or on it.</summary>
    public string? Operator { get; init; }
    public DateTimeOffset? OperatorAccepted { get; init; }
    public ImmutableList<Utterance> Utterances { get; init; } = [];
    public ImmutableList<RaisedCue> Cues { get; init; } = [];
    public ImmutableDictionary<string, Field> Fields { get; init; } = ImmutableDictionary<string, Field>.Empty;
    public ImmutableDictionary<LegRole, string> LostTranscripts { get; init; } = ImmutableDictionary<LegRole, string>.Empty;
    public ImmutableList<OpenPromise> Promises { get; init; } = [];
    public SentMessage? Message { get; init; }
    public string? Outcome { get; init; }
    public string? ClosedBy { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Ids of commands already carried out.</summary>
    public ImmutableHashSet<string> Commands { get; init; } = [];

    public bool IsStarted => Practice.Length > 0;
    public bool IsClosed => Outcome is not null;
    public bool CallerPresent => Legs.Any(l => l.Role == LegRole.Caller);
    public bool HumanPresent => Legs.Any(l => l.IsHuman);
    public OpenPromise? Owed => Promises.FirstOrDefault(p => !p.Kept);

    /// <summary>Audio may go to speech-to-text.</summary>
    public bool MayTranscribe => NoticeHeard && !TranscriptRefused && !IsClosed;

    /// <summary>The gravest red cue, or null.</summary>
    public RaisedCue? GravestCue => Cues.Where(c => c.Cue.IsRed).OrderBy(c => c.Cue.Level).ThenBy(c => c.At).FirstOrDefault();

    public Field FieldOf(string name) => Fields.GetValueOrDefault(name) ?? Field.Blank(name);

    public static CallState New(CallId call) => new() { Call = call };

    /// <summary>What the store keeps beside the events; no personal data.</summary>
    public CallRow Row() => new(
        Call, Practice, Pool, Started, Live: IsStarted && !IsClosed, IsClosed, Owed?.Due,
        Message?.State ?? "", GravestCue is { } cue ? (int)cue.Cue.Level : 0, Sequence);
}
