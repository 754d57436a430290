using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;

namespace HybridAgent.Core.Calls;

/// <summary>
/// What the assistant says next to a caller who waits for a human: one intake question at a time while answers can be heard, and a
/// true word about the ringing before thirty seconds of nothing have passed. Pure, so the line, the simulator and the tests agree.
/// </summary>
public static class HoldConversation
{
    /// <summary>How long an unanswered question stands before the next one.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(8);

    /// <summary>After this long without a word a quiet caller is told what is being done.</summary>
    public static readonly TimeSpan ReassureAfter = TimeSpan.FromSeconds(18);

    /// <summary>After this long even a caller in a noisy room is: the promise is thirty seconds, playing included.</summary>
    public static readonly TimeSpan ReassureAtLast = TimeSpan.FromSeconds(24);

    /// <summary>The key of the line to say now; null for none.</summary>
    /// <param name="callerSpeaks">True while the caller is speaking: nobody is interrupted with a question.</param>
    public static string? Next(CallState call, HoldScript script, DateTimeOffset now, bool callerSpeaks)
    {
        if (call.WaitingSince is not { } since)
        {
            return null;
        }
        var here = call.Spoken.FindAll(s => s.At >= since);
        if (call.HumanJoined is not null && !here.Exists(s => s.Line == HoldLines.BackAgain))
        {
            return HoldLines.BackAgain;
        }
        if (call.PersonAsked && !call.Offers.IsEmpty && !call.Spoken.Exists(s => s.Line == HoldLines.PersonComing))
        {
            return HoldLines.PersonComing;
        }
        // A question is no word about the ringing: only what tells the caller how things stand counts against the thirty seconds.
        var told = here.FindLast(s => script.Questions.All(q => q.Key != s.Line))?.At ?? since;
        if (now - told >= (callerSpeaks ? ReassureAtLast : ReassureAfter))
        {
            return call.Offers.IsEmpty ? HoldLines.NobodyYet : HoldLines.StillRinging;
        }
        return callerSpeaks ? null : Question(call, script, now)?.Key;
    }

    /// <summary>What a line says in this practice's words.</summary>
    public static string Text(HoldScript script, string line) => line switch
    {
        HoldLines.StillRinging => script.StillRinging,
        HoldLines.NobodyYet => script.NobodyYet,
        HoldLines.BackAgain => script.BackAgain,
        HoldLines.PersonComing => script.PersonComing,
        HoldLines.Emergency => script.Emergency,
        _ => script.Questions.FirstOrDefault(q => q.Key == line)?.Text ?? "",
    };

    /// <summary>A question that can be answered: asked once, after the one before was answered or had its time, and only while somebody writes along.</summary>
    private static HoldQuestion? Question(CallState call, HoldScript script, DateTimeOffset now)
    {
        if (!call.MayTranscribe || call.PersonAsked || call.LostTranscripts.ContainsKey(LegRole.Caller) || call.OpenIncident is not null || call.HumanJoined is not null)
        {
            return null;
        }
        var asked = call.Spoken.FindLast(s => script.Questions.Any(q => q.Key == s.Line));
        if (asked is not null && !(call.CallerHeard > asked.At) && now - asked.At < AnswerWithin)
        {
            return null;
        }
        return script.Questions.FirstOrDefault(q =>
            !call.Spoken.Exists(s => s.Line == q.Key) && call.FieldOf(q.Field).State is FieldState.Empty);
    }
}
