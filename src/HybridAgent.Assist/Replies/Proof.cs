using System.Globalization;
using HybridAgent.Assist.Transcript;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;

namespace HybridAgent.Assist.Replies;

/// <summary>
/// Whether a model's value may be drafted. Beyond <see cref="Grounding"/>, which asks whether the cited words give the value, a
/// model must not choose its words so that they say the opposite of what was said.
/// </summary>
internal static class Proof
{
    private const int NegationReach = 4;

    private static readonly HashSet<string> Clinical =
        [FieldNames.Reason, FieldNames.Onset, FieldNames.Symptoms, FieldNames.Medications, FieldNames.Allergies];

    private static readonly HashSet<string> Negations =
    [
        "no", "not", "never", "without", "nor", "neither", "none", "denies", "denied", "dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "werent",
        "havent", "hasnt", "hadnt", "cant", "cannot", "wont", "wouldnt", "couldnt", "aint", "nunca", "sin", "ni", "tampoco", "jamás", "jamas", "niega",
    ];

    // What follows them is no longer denied by what stands before.
    private static readonly HashSet<string> Turns = ["but", "except", "only", "pero", "sino", "excepto", "solo"];

    private static readonly string[] AllergyWords = ["allerg", "alerg", "reaction", "reacci"];
    // Not "medicine": practices are called so ("Riverside Family Medicine").
    private static readonly string[] MedicineWords =
        ["medication", "medicines", "medicament", "medicinas", "meds", "prescription", "pill", "taking", "take", "drugs", "toma", "pastilla", "recetas"];

    /// <summary>The draft; null when the cited words do not prove it.</summary>
    /// <param name="today">No date of birth lies after it.</param>
    public static FieldDraft? Of(
        string field, string value, IReadOnlyList<Span> evidence, IReadOnlyList<Utterance> utterances, DateOnly today, DraftSource source)
    {
        var unsure = evidence.Any(span => Quotation.Unsure(Said(span, utterances), span));
        var draft = new FieldDraft(field, value, evidence, source.By, unsure, source.LatencyMs);
        return IsPlain(field, value) && Grounding.Derives(draft, utterances, out _) && Stands(draft, utterances, today) ? draft : null;
    }

    /// <summary>Signs are nobody's words: Grounding passes over them, so none may stand in the value that speech has no use for.</summary>
    private static bool IsPlain(string field, string value) => field == FieldNames.CallbackNumber
        ? value.All(c => char.IsAsciiDigit(c) || c is ' ' or '+' or '-' or '.' or '(' or ')')
        : value.All(c => char.IsLetterOrDigit(c) || c is ' ' or '\'' or '’' or '-' or '.' or ',' or '/' or '(' or ')' or ':' or '&' or '%');

    private static bool Stands(FieldDraft draft, IReadOnlyList<Utterance> utterances, DateOnly today) => draft.Field switch
    {
        FieldNames.DateOfBirth => DateOnly.Parse(draft.Value, CultureInfo.InvariantCulture) <= today,
        FieldNames.Allergies when draft.Value == "none" => draft.Evidence.Any(s => IsDenial(AllergyWords, s, utterances)),
        FieldNames.Medications when draft.Value == "none" => draft.Evidence.Any(s => IsDenial(MedicineWords, s, utterances)),
        // "No symptoms" is nobody's to draft: a "no" somewhere is not an all-clear.
        FieldNames.Symptoms when draft.Value == "none" => false,
        var field when Clinical.Contains(field) =>
            draft.Evidence.All(s => !CutsOffNegation(s, draft.Evidence, utterances) && !IsQuestionWithoutAnswer(s, draft.Evidence, utterances)),
        _ => true,
    };

    /// <summary>A "no" shortly before the quoted words, in the same breath, belongs to them.</summary>
    private static bool CutsOffNegation(Span span, IReadOnlyList<Span> evidence, IReadOnlyList<Utterance> utterances)
    {
        var words = SaidWords.Of(Said(span, utterances));
        for (var at = span.FirstWord - 1; at >= 0 && at >= span.FirstWord - NegationReach; at--)
        {
            var plain = SaidWords.Plain(words[at]);
            if (words[at][^1] is ',' or '.' or '?' or '!' or ';' or ':' || Turns.Contains(plain))
            {
                return false;
            }

            if (Negations.Contains(plain))
            {
                return !evidence.Any(s => s.Utterance == span.Utterance && s.FirstWord <= at && at <= s.LastWord);
            }
        }

        return false;
    }

    /// <summary>"Any chest pain?" proves nothing of the patient; with the answer cited, from its first word on, Grounding sees a "no" in it.</summary>
    private static bool IsQuestionWithoutAnswer(Span span, IReadOnlyList<Span> evidence, IReadOnlyList<Utterance> utterances)
    {
        if (Said(span, utterances).Leg == LegRole.Caller)
        {
            return false;
        }

        var answer = utterances.SkipWhile(u => u.Id != span.Utterance).FirstOrDefault(u => u.Leg == LegRole.Caller);
        return answer is null || !evidence.Any(s => s.Utterance == answer.Id && s.FirstWord == 0);
    }

    /// <summary>"None" is a caller's "no" that names the matter itself, or that begins the answer to the question just asked about it.</summary>
    private static bool IsDenial(string[] matter, Span span, IReadOnlyList<Utterance> utterances)
    {
        var said = Said(span, utterances);
        var words = SaidWords.Of(said)[span.FirstWord..(span.LastWord + 1)];
        var denied = Array.FindIndex(words, w => Negations.Contains(SaidWords.Plain(w)) || SaidWords.Plain(w) is "nope" or "nothing" or "ninguna" or "ninguno" or "nada");
        if (denied < 0 || said.Leg != LegRole.Caller)
        {
            return false;
        }

        var before = utterances.TakeWhile(u => u.Id != span.Utterance).LastOrDefault(u => u.Leg != LegRole.Assistant);
        return Names(matter, words)
            || (span.FirstWord + denied < NegationReach && before is { Leg: not LegRole.Caller } && Names(matter, SaidWords.Of(before)));
    }

    private static bool Names(string[] matter, string[] words) =>
        words.Any(w => Array.Exists(matter, m => SaidWords.Plain(w).StartsWith(m, StringComparison.Ordinal)));

    private static Utterance Said(Span span, IReadOnlyList<Utterance> utterances) => utterances.First(u => u.Id == span.Utterance);
}
