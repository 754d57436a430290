using System.Diagnostics;
using HybridAgent.Core.Calls;
using HybridAgent.Grains.Calls;
using Spectre.Console;

namespace HybridAgent.Server.Cli;

/// <summary>A call as a person reads it in a terminal. Words of callers are text, never markup.</summary>
internal static class Timeline
{
    private static readonly TimeSpan BetweenPartials = TimeSpan.FromMilliseconds(700);

    public static async Task Print(ICallGrain grain, CancellationToken cancel)
    {
        DateTimeOffset? began = null;
        var clock = Stopwatch.StartNew();
        var shown = TimeSpan.Zero;
        try
        {
            await foreach (var signal in grain.Watch(0, cancel).WithCancellation(cancel))
            {
                if (signal.Stored is { } stored)
                {
                    if (began is null)
                    {
                        (began, clock) = (stored.At, Stopwatch.StartNew());
                    }
                    Line(stored.At - began.Value, Words(stored.Event), Colour(stored.Event));
                }
                else if (signal.Partial is { } partial && clock.Elapsed - shown >= BetweenPartials)
                {
                    // Progress: what is being said right now, its newest words.
                    shown = clock.Elapsed;
                    Line(shown, $"{partial.Leg} … {string.Join(' ', partial.Text.Split(' ').TakeLast(9))}", "grey");
                }
            }
        }
        catch (OperationCanceledException)
        {
            return; // The caller of this method ends it so.
        }
    }

    public static void Summary(CallResult result)
    {
        var state = result.State;
        AnsiConsole.WriteLine();
        Fact("call", state.Call.ToString());
        Fact("time to human", state.HumanJoined is { } joined ? $"{(joined - state.Started).TotalSeconds:0.0} s" : "nobody joined");
        Fact("outcome", state.Outcome ?? (state.Owed is { } owed ? $"callback owed by {owed.Due:HH:mm:ss} UTC" : "still open"));
        Fact("record", result.Chain.Intact ? $"{result.Chain.Events} events, chain intact" : $"BROKEN: {result.Chain.Problem}");
    }

    private static void Fact(string name, string value) => AnsiConsole.MarkupLineInterpolated(System.Globalization.CultureInfo.InvariantCulture, $"  [grey]{name,-14}[/] {value}");

    private static void Line(TimeSpan at, string words, string colour) =>
        AnsiConsole.MarkupLine($"[grey]{at.TotalSeconds,6:0.0}[/]  [{colour}]{Markup.Escape(words)}[/]");

    private static string Colour(CallEvent e) => e switch
    {
        CueRaised { Cue.IsRed: true } => "red",
        CueRaised => "yellow",
        UtteranceHeard => "default",
        CallClosed or MessageSent or LegJoined => "green",
        TranscriptLost => "yellow",
        _ => "grey",
    };

    private static string Words(CallEvent e) => e switch
    {
        CallStarted x => $"first ring for {x.Practice} ({x.Edge})",
        LegJoined x => $"{x.Role} is on the line",
        LegLeft x => $"{x.Role} left: {x.Reason}",
        NoticeEnded x => $"notice ended after {x.PlayedMs / 1000.0:0.0} s: transcription may begin",
        OfferMade x => $"ringing {x.Operator}",
        OfferAccepted x => $"{x.Operator} accepts",
        OfferDeclined x => $"{x.Operator} declines",
        OfferWithdrawn x => $"stops ringing {x.Operator}: {x.Reason}",
        UtteranceHeard x => $"{x.Utterance.Leg}: {x.Utterance.Text}",
        CueRaised x => $"CUE {x.Cue.Level} {x.Cue.Category} ({x.Cue.Assertion}): \"{x.Cue.Words}\"{(x.Partial ? " while still speaking" : "")}",
        FieldDrafted x => $"draft {x.Draft.Field} = {x.Draft.Value}",
        FieldConfirmed x => $"confirmed {x.Field}",
        FieldReadBack x => $"read back {x.Field}",
        FieldLeftOpen x => $"{x.Field}: {x.State}",
        TranscriptLost x => $"no transcript of the {x.Leg}: {x.Why}",
        CallbackPromised x => $"callback owed by {x.Due:HH:mm:ss} UTC: {x.Why}",
        MessageSent => "message sent to the practice",
        CallClosed x => $"closed: {x.Outcome}",
        _ => e.GetType().Name,
    };
}
