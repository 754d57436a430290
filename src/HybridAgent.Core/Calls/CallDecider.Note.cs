using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Calls;

public static partial class CallDecider
{
    private const int MaximumValueLength = 2000;
    private const int MaximumMeaningLength = 200;

    /// <summary>
    /// The machine writes only in empty fields or over its own drafts. What a human typed, confirmed, excused or left open stays.
    /// A model's draft, which comes seconds after the words it was asked about, never takes the place of one by rules: with a model
    /// the rules' part of the note is what it would be without.
    /// </summary>
    private static Decision Draft(CallState state, DraftFields c)
    {
        var known = state.Utterances.ToDictionary(u => u.Id);
        var events = c.Drafts
            .Where(d => IsFieldName(d.Field) && state.FieldOf(d.Field) is { Excuse: null } f
                && (f.State == FieldState.Drafted || (f.State == FieldState.Empty && f.By is null))
                && (!d.IsByModel || f.IsOpenToModel)
                && ((f.Value ?? "") != d.Value || f.Meaning != d.Meaning || !f.Evidence.SequenceEqual(d.Evidence) || (f.IsByModel && !d.IsByModel)))
            .Where(d => d.SaysSomething && d.Value.Length <= MaximumValueLength && (d.Meaning?.Length ?? 0) <= MaximumMeaningLength
                && d.Evidence.Count > 0
                && d.Evidence.All(s => known.TryGetValue(s.Utterance, out var u) && s.FirstWord >= 0 && s.FirstWord <= s.LastWord && s.LastWord < WordCount(u)))
            .Select(CallEvent (d) => new FieldDrafted(d))
            .ToList();
        return new Decision(events);
    }

    private static int WordCount(Utterance u) =>
        u.Words.Count > 0 ? u.Words.Count : u.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    private static Decision Edit(CallState state, EditField c)
    {
        var value = c.Value.Trim();
        if (!IsFieldName(c.Field) || value.Length > MaximumValueLength)
        {
            return Decision.Refuse($"A field holds at most {MaximumValueLength} characters.");
        }
        var field = state.FieldOf(c.Field);
        return (field.Value ?? "") == value && field.State != FieldState.Drafted
            ? Decision.Nothing
            : Decision.Of(new FieldEdited(c.Field, value, c.Actor));
    }

    private static Decision Confirm(CallState state, ConfirmField c)
    {
        var field = state.FieldOf(c.Field);
        if (string.IsNullOrEmpty(field.Value))
        {
            return Decision.Refuse("There is nothing to confirm in this field.");
        }
        if (field.Value != c.Value)
        {
            return Decision.Refuse("The draft has changed: look again, then confirm.");
        }
        return field.State is FieldState.Confirmed or FieldState.ReadBack
            ? Decision.Nothing
            : Decision.Of(new FieldConfirmed(c.Field, c.Value, c.Actor));
    }

    private static Decision ReadBack(CallState state, ReadBackField c)
    {
        var field = state.FieldOf(c.Field);
        if (field.State == FieldState.ReadBack && field.Value == c.Value)
        {
            return Decision.Nothing;
        }
        return field.State == FieldState.Confirmed && field.Value == c.Value
            ? Decision.Of(new FieldReadBack(c.Field, c.Value, c.Actor))
            : Decision.Refuse("Confirm the value first, then read it back.");
    }

    private static Decision LeaveOpen(CallState state, LeaveFieldOpen c) =>
        c.State is not (FieldState.Refused or FieldState.Unknown) || !IsFieldName(c.Field)
            ? Decision.Refuse("A field is left open as refused or unknown.")
            : state.FieldOf(c.Field).State == c.State
                ? Decision.Nothing
                : Decision.Of(new FieldLeftOpen(c.Field, c.State, c.Actor));

    private static Decision Excuse(CallState state, ExcuseReadBack c)
    {
        var reason = c.Reason.Trim();
        if (!IsFieldName(c.Field) || reason.Length is 0 or > MaximumValueLength)
        {
            return Decision.Refuse("Say which field was not read back, and why.");
        }
        return state.FieldOf(c.Field).Excuse == reason ? Decision.Nothing : Decision.Of(new ReadBackExcused(c.Field, reason, c.Actor));
    }

    private static bool IsFieldName(string name) => name.Length is > 0 and <= 60 && name.All(ch => char.IsAsciiLetterLower(ch) || char.IsAsciiDigit(ch) || ch == '_');
}
