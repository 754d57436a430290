using System.Globalization;
using HybridAgent.Assist.Transcript;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;

namespace HybridAgent.Assist.Replies;

/// <summary>
/// Whether a model's value may be drafted. Beyond <see cref="Grounding"/>, which asks whether the cited words give the value, a
/// model must not choose its words so that they say the opposite of what was said.
/// </summary>
internal static class Proof
{
    /// <summary>How many words may stand before the "no" of an answer.</summary>
    private const int Opening = 4;

    private static readonly HashSet<string> Clinical =
        [FieldNames.Reason, FieldNames.Onset, FieldNames.Symptoms, FieldNames.Medications, FieldNames.Allergies];

    private static readonly string[] AllergyWords = ["allerg", "alerg", "reaction", "reacci"];
    // Not "medicine": practices are called so ("Riverside Family Medicine").
    private static readonly string[] MedicineWords =
        ["medication", "medicines", "medicament", "medicinas", "meds", "prescription", "pill", "taking", "take", "drugs", "toma", "pastilla", "recetas"];

    /// <summary>The draft; null when the cited words do not prove it.</summary>
    /// <param name="asked">Whose call it is, and which day: no date of birth lies after it.</param>
    public static FieldDraft? Of(
        string field, string value, IReadOnlyList<Span> evidence, IReadOnlyList<Utterance> utterances, AskedFor asked, DraftSource source)
    {
        var unsure = evidence.Any(span => Quotation.Unsure(Said(span, utterances), span));
        var draft = new FieldDraft(field, value, evidence, source.By, unsure, source.LatencyMs);
        return IsPlain(field, value, asked.Practice) && Grounding.Derives(draft, utterances, out _, asked.Practice) && Stands(draft, utterances, asked) ? draft : null;
    }

    /// <summary>Signs are nobody's words: Grounding passes over them, so none may stand in the value that speech has no use for.</summary>
    private static bool IsPlain(string field, string value, Practice? practice) => field == FieldNames.CallbackNumber || practice?.FieldOf(field)?.Kind == FieldKind.Phone
        ? value.All(c => char.IsAsciiDigit(c) || c is ' ' or '+' or '-' or '.' or '(' or ')')
        : value.All(c => char.IsLetterOrDigit(c) || c is ' ' or '\'' or '’' or '-' or '.' or ',' or '/' or '(' or ')' or ':' or '&' or '%');

    private static bool Stands(FieldDraft draft, IReadOnlyList<Utterance> utterances, AskedFor asked) => draft.Field switch
    {
        FieldNames.DateOfBirth => DateOnly.Parse(draft.Value, CultureInfo.InvariantCulture) <= asked.Today,
        FieldNames.Allergies when draft.Value == "none" => draft.Evidence.Any(s => IsDenial(AllergyWords, s, utterances)),
        FieldNames.Medications when draft.Value == "none" => draft.Evidence.Any(s => IsDenial(MedicineWords, s, utterances)),
        // "No symptoms" is nobody's to draft: a "no" somewhere is not an all-clear.
        FieldNames.Symptoms when draft.Value == "none" => false,
        var field when Clinical.Contains(field) || asked.Practice?.FieldOf(field) is not null =>
            draft.Evidence.All(s => !CutsOffNegation(s, draft.Evidence, utterances) && !IsQuestionWithoutAnswer(s, draft.Evidence, utterances)),
        _ => true,
    };

    /// <summary>A "no" or a "used to" earlier in the clause belongs to the quoted words, however far it is.</summary>
    private static bool CutsOffNegation(Span span, IReadOnlyList<Span> evidence, IReadOnlyList<Utterance> utterances) =>
        Grounding.Turned(Said(span, utterances), span.FirstWord) is { } at
        && !evidence.Any(s => s.Utterance == span.Utterance && s.FirstWord <= at && at <= s.LastWord);

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
        if (said.Leg != LegRole.Caller || Grounding.DenialIn(said, span) is not { } denied)
        {
            return false;
        }

        var words = SaidWords.Of(said)[span.FirstWord..(span.LastWord + 1)];
        var before = utterances.TakeWhile(u => u.Id != span.Utterance).LastOrDefault(u => u.Leg != LegRole.Assistant);
        return Names(matter, words)
            || (denied < Opening && before is { Leg: not LegRole.Caller } && Names(matter, SaidWords.Of(before)));
    }

    private static bool Names(string[] matter, string[] words) =>
        words.Any(w => Array.Exists(matter, m => SaidWords.Plain(w).StartsWith(m, StringComparison.Ordinal)));

    private static Utterance Said(Span span, IReadOnlyList<Utterance> utterances) => utterances.First(u => u.Id == span.Utterance);
}
