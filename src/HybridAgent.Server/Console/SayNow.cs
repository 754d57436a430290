using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;
using HybridAgent.Server.Shell;

namespace HybridAgent.Server.OperatorConsole;

/// <summary>The first line of the screen: what the operator says next, and how the call stands. One sentence at a time, derived from the record alone.</summary>
public static class SayNow
{
    private const string InEmergency = "Where are you right now? Is somebody with you? Hang up and call 911, or stay with me while somebody calls.";

    public static string Line(CallState call, Practice? practice, bool onLine)
    {
        if (call.IsClosed)
        {
            return "The call is closed.";
        }
        if (IsEmergency(call))
        {
            return InEmergency;
        }
        if (!onLine && call.HumanJoined is null)
        {
            return practice?.OperatorPhrase ?? "";
        }
        var open = FieldNames.ReadBackRequired.Select(call.FieldOf).FirstOrDefault(f => f.State == FieldState.Empty && f.Excuse is null);
        if (open is not null)
        {
            return Words.Question(open.Name);
        }
        return CallDecider.MissingBeforeSend(call).Count > 0
            ? "Let me read that back to you."
            : "Thank you. The practice has your message and will take it from here.";
    }

    /// <summary>The key that belongs to <see cref="Line"/>, or null.</summary>
    public static string? Key(CallState call) =>
        call.IsClosed || IsEmergency(call) || FieldNames.ReadBackRequired.Select(call.FieldOf).Any(f => f.State == FieldState.Empty && f.Excuse is null) ? null
        : CallDecider.MissingBeforeSend(call).Count > 0 ? "Alt R" : "Alt C, then 1";

    private static bool IsEmergency(CallState call) => call.Cues.Any(c => c.Cue is { IsRed: true, Level: CueLevel.E1 } && !c.Dismissed);

    public static string Caller(CallState call) => call switch
    {
        { IsClosed: true } => "call closed",
        { CallerPresent: true, HumanPresent: true } => "caller and operator on the line",
        { CallerPresent: true } => "caller is waiting",
        { Owed: { } owed } => $"callback owed by {owed.Due.ToLocalTime():HH:mm}",
        _ => call.CallerLeftReason == "hung-up" ? "caller hung up" : "caller's connection is lost",
    };

    public static string Transcript(CallState call) => call switch
    {
        { TranscriptRefused: true } => "no transcript: the caller refused",
        { LostTranscripts.Count: > 0 } => "no transcript: " + call.LostTranscripts.Values.First(),
        { IsClosed: true } => "",
        { MayTranscribe: true } => Heard(call),
        _ => "transcript begins after the notice",
    };

    /// <summary>Who listens to the caller (or, before anybody does, to whomever), and whether that can be trusted.</summary>
    private static string Heard(CallState call) =>
        (call.Ears.GetValueOrDefault(LegRole.Caller) ?? call.Ears.Values.FirstOrDefault()) switch
        {
            null => "transcript live",
            { Doubt: { } doubt } ear => $"transcript late or unreliable ({ear.Engine}): {doubt}",
            var ear => $"transcript live ({ear.Engine})",
        };
}
