using System.Diagnostics;
using HybridAgent.Core.Calls;
using HybridAgent.Grains.Calls;
using HybridAgent.Server.Shell;
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
                    Line(stored.At - began.Value, EventWords.Of(stored.Event, id => id), Colour(stored.Event));
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
        TranscriptLost or WordsMissed or TranscriptBegun { Doubt: not null } => "yellow",
        _ => "grey",
    };
}
