using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>When the caller would like to be seen: the words stay the value, the days they mean stand beside it.</summary>
internal static class Appointment
{
    private static readonly HashSet<string> When =
    [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "today", "tomorrow", "morning", "mornings",
        "afternoon", "afternoons", "evening", "evenings", "week", "month", "noon", "weekend", "soon", "asap", "possible", "anytime", "lunch", "tonight", "oclock", "weeks", "days", "am", "pm", "saturdays", "sundays", "anyday", "sooner", "lunchtime", "whenever",
    ];

    private static readonly HashSet<string> Around =
        ["next", "any", "this", "early", "late", "in", "the", "as", "after", "before", "first", "thing", "or", "sometime", "later", "on", "every", "earliest", "anytime", "at", "day", "two", "three", "couple", "few", "of", "a", "around", "about",
         "one", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirty", "fifteen", "forty", "half", "past"];

    private static readonly IntakeWords.Phrases Asks = new(["appointment", "come in", "be seen", "reschedule", "rescheduling", "see the doctor", "get in", "squeeze me in", "fit me in"]);

    public static void Read(RulesDrafter.Drafting draft)
    {
        foreach (var line in draft.Lines)
        {
            if (!line.Caller || (line.Answers != Topic.Appointment && !Asks.In(line.Tokens)))
            {
                continue;
            }

            var at = line.Tokens.FindIndex(t => When.Contains(t.Plain));
            if (at < 0 && line.Answers == Topic.Appointment)
            {
                // "Nine would be better", "the fourteenth is good", "any day"
                at = line.Tokens.FindIndex(t => SpokenDate.IsOrdinal(t) || (t.Plain is "day" or "time") || (SpokenNumber.Cardinal(t.Plain) is >= 1 and <= 12));
            }

            if (at < 0 || (line.Answers != Topic.Appointment && Past(line, at)))
            {
                Short(draft, line);
                continue;
            }

            var first = at;
            while (first > 0 && (Around.Contains(line.Tokens[first - 1].Plain) || When.Contains(line.Tokens[first - 1].Plain)))
            {
                first--;
            }

            while (first < at && line.Tokens[first].Plain is "in" or "on" or "the" or "at" or "or" or "of" or "a" or "around" or "about" && !(line.Tokens[first].Plain == "in" && Counts(line, first + 1)))
            {
                first++;
            }

            var last = at;
            while (last + 1 < line.Tokens.Count && !line.Tokens[last].EndsSentence && Goes(line, last + 1))
            {
                last++;
            }

            var (a, b) = (first, last);
            draft.Put(FieldNames.AppointmentWish, Wishes.Said(line, a, b), AppointmentTime.Resolve(line.Tokens, a, b, draft.Today)?.ToText(draft.Practice.TimeZone), heard: false, line.Span(a, b));
        }
    }

    /// <summary>A short answer that no calendar word is in ("before the holidays") is taken as it is; "great" and "I'll take it" are none.</summary>
    private static void Short(RulesDrafter.Drafting draft, Line line)
    {
        if (line.Answers == Topic.Appointment && draft[FieldNames.AppointmentWish] is null && line.Tokens.Count is >= 2 and <= 7
            && line.Tokens.Exists(t => t.Plain is "before" or "after" or "within" or "sooner" or "soonest" or "whenever" or "between" or "once" or "until" or "weekday" or "weekdays" or "whatever" or "first"))
        {
            draft.Put(FieldNames.AppointmentWish, Wishes.Said(line, 0, line.Tokens.Count - 1), line.Span(0, line.Tokens.Count - 1));
        }
    }

    private static bool Counts(Line line, int at) => at < line.Tokens.Count && line.Tokens[at].Plain is "two" or "three" or "four" or "a" or "one" or "few";

    /// <summary>"My appointment was last week" wishes for nothing.</summary>
    private static bool Past(Line line, int at) => line.Tokens.Take(at).Any(t => t.Plain is "was" or "had" or "last" or "missed" or "since" or "were");

    private static bool Goes(Line line, int next) => When.Contains(line.Tokens[next].Plain)
        || (Around.Contains(line.Tokens[next].Plain) && ((next + 1 < line.Tokens.Count && (When.Contains(line.Tokens[next + 1].Plain) || (line.Tokens[next].Plain is "at" or "after" or "before" or "around" && SpokenDigits.Of(line.Tokens[next + 1]) is not null)))
            || (line.Tokens[next - 1].Plain is "at" or "after" or "before" or "around" && SpokenDigits.Of(line.Tokens[next]) is not null)));
}
