using System.Collections.Frozen;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>What an operator or clinician asks for, by the words of the question.</summary>
internal static class Questions
{
    private static readonly (string Phrase, Topic Topic)[] Known =
    [
        ("birthdays", Topic.BirthDate), ("his birthday", Topic.BirthDate), ("her birthday", Topic.BirthDate),
        ("your legal name", Topic.CallerName), ("legal name", Topic.CallerName),
        ("his full name", Topic.PatientName), ("her full name", Topic.PatientName), ("patients full name", Topic.PatientName), ("the childs name", Topic.PatientName), ("babys name", Topic.PatientName), ("the member", Topic.PatientName), ("who is it for", Topic.PatientName), ("whos the patient", Topic.PatientName),
        ("name", Topic.Name),
        ("whos your doctor", Topic.Provider), ("whos his doctor", Topic.Provider), ("whos her doctor", Topic.Provider), ("their doctor", Topic.Provider), ("his doctor", Topic.Provider), ("her doctor", Topic.Provider), ("which one do you see", Topic.Provider), ("doctor did", Topic.Provider),
        ("how longs", Topic.Onset), ("for how long", Topic.Onset), ("this happen", Topic.Onset), ("it happen", Topic.Onset), ("how many days", Topic.Onset), ("been bothering", Topic.Onset), ("first notice", Topic.Onset),
        ("what number", Topic.Phone), ("callback", Topic.Phone), ("call back", Topic.Phone), ("phone", Topic.Phone),
        ("send it", Topic.Pharmacy), ("get that filled", Topic.Pharmacy), ("fill it", Topic.Pharmacy), ("fills for", Topic.Pharmacy), ("pharmacies", Topic.Pharmacy), ("call it in", Topic.Pharmacy), ("sent to", Topic.Pharmacy),
        ("take anything", Topic.Medications), ("takes anything", Topic.Medications), ("he taking", Topic.Medications), ("she taking", Topic.Medications), ("you taking", Topic.Medications), ("they taking", Topic.Medications), ("do you take", Topic.Medications), ("does he take", Topic.Medications), ("does she take", Topic.Medications), ("did you take", Topic.Medications), ("he take", Topic.Medications), ("she take", Topic.Medications), ("what dose", Topic.Medications), ("which inhaler", Topic.Medications), ("taken anything", Topic.Medications), ("what medicine", Topic.Medications), ("go home on", Topic.Medications),
        ("good for you", Topic.Appointment), ("bring her", Topic.Appointment), ("bring him", Topic.Appointment), ("bring them", Topic.Appointment), ("what days", Topic.Appointment), ("mornings or afternoons", Topic.Appointment), ("morning or afternoon", Topic.Appointment), ("are you free", Topic.Appointment), ("want to come", Topic.Appointment), ("like to come", Topic.Appointment), ("works best", Topic.Appointment), ("best for you", Topic.Appointment), ("which day", Topic.Appointment), ("when can", Topic.Appointment), ("when would", Topic.Appointment), ("when could", Topic.Appointment), ("prefer", Topic.Appointment),
        ("see the doctor for", Topic.Reason), ("the appointment for", Topic.Reason), ("the visit about", Topic.Reason), ("seen for", Topic.Reason), ("do for you", Topic.Reason), ("whats wrong", Topic.Reason), ("is wrong", Topic.Reason), ("the matter", Topic.Reason), ("she need", Topic.Reason), ("he need", Topic.Reason), ("they need", Topic.Reason), ("do you need", Topic.Reason), ("help with", Topic.Reason), ("you wanted", Topic.Reason), ("the problem", Topic.Reason), ("whats it for", Topic.Reason), ("it about", Topic.Reason), ("call about", Topic.Reason), ("the reason", Topic.Reason), ("going on with", Topic.Reason),
        ("patient name", Topic.PatientName), ("the name", Topic.PatientName), ("a name", Topic.PatientName), ("childs name", Topic.PatientName), ("their name", Topic.PatientName), ("patients name", Topic.PatientName), ("name of the patient", Topic.PatientName), ("name and date", Topic.PatientName),
        ("your name", Topic.CallerName), ("your full name", Topic.CallerName), ("am i speaking", Topic.CallerName), ("who am i", Topic.CallerName), ("your first name", Topic.FirstName),
        ("last name", Topic.LastName), ("first name", Topic.FirstName), ("full name", Topic.PatientName), ("his name", Topic.PatientName), ("her name", Topic.PatientName), ("spell", Topic.LastName),
        ("date of birth", Topic.BirthDate), ("birthday", Topic.BirthDate), ("birth date", Topic.BirthDate), ("born", Topic.BirthDate), ("and born", Topic.BirthDate), ("birth", Topic.BirthDate), ("dob", Topic.BirthDate), ("birthdate", Topic.BirthDate),
        ("number", Topic.Phone), ("best phone", Topic.Phone), ("your phone", Topic.Phone), ("your cell", Topic.Phone), ("reach you", Topic.Phone), ("call you back", Topic.Phone), ("callback", Topic.Phone),
        ("allergies", Topic.Allergies), ("allergic", Topic.Allergies), ("allergy", Topic.Allergies),
        ("medications", Topic.Medications), ("medication", Topic.Medications), ("medicines", Topic.Medications), ("medicine", Topic.Medications), ("taking anything", Topic.Medications), ("meds", Topic.Medications), ("prescriptions", Topic.Medications),
        ("pharmacy", Topic.Pharmacy), ("drugstore", Topic.Pharmacy),
        ("provider", Topic.Provider), ("which doctor", Topic.Provider), ("doctor do you see", Topic.Provider), ("who is your doctor", Topic.Provider), ("who do you see", Topic.Provider), ("your doctor", Topic.Provider), ("primary care", Topic.Provider),
        ("when would you like", Topic.Appointment), ("like to be seen", Topic.Appointment), ("to be seen", Topic.Appointment), ("you to be", Topic.Appointment), ("like to be", Topic.Appointment), ("what time", Topic.Appointment), ("which day", Topic.Appointment), ("what works", Topic.Appointment), ("when can you", Topic.Appointment), ("works for you", Topic.Appointment), ("what day", Topic.Appointment), ("come in", Topic.Appointment), ("appointment", Topic.Appointment),
        ("how long", Topic.Onset), ("it start", Topic.Onset), ("this start", Topic.Onset), ("they start", Topic.Onset), ("it begin", Topic.Onset), ("this begin", Topic.Onset), ("when did", Topic.Onset), ("since when", Topic.Onset),
        ("relationship", Topic.Relationship), ("calling for", Topic.Relationship), ("for yourself", Topic.Relationship), ("related", Topic.Relationship), ("relation", Topic.Relationship),
        ("how can i help", Topic.Reason), ("how may i help", Topic.Reason), ("what can i", Topic.Reason), ("going on", Topic.Reason), ("calling about", Topic.Reason), ("brings you", Topic.Reason), ("bring you", Topic.Reason), ("help you", Topic.Reason), ("can i help", Topic.Reason), ("may i help", Topic.Reason), ("calling today", Topic.Reason), ("the call about", Topic.Reason), ("calling for today", Topic.Reason), ("reason for", Topic.Reason), ("the problem", Topic.Reason), ("what happened", Topic.Reason),
        ];

    private static readonly FrozenDictionary<string, (string[] Words, Topic Topic)[]> ByFirst = Known
        .Select(q => (Words: q.Phrase.Split(' '), q.Topic))
        .GroupBy(q => q.Words[0])
        .ToFrozenDictionary(g => g.Key, g => g.ToArray());

    /// <summary>The last question of these words, and the one before it when it asks for something else.</summary>
    public static (Topic Asked, Topic Also) In(IReadOnlyList<SpokenToken> tokens)
    {
        var (asked, also, end, length) = (Topic.None, Topic.None, -1, 0);
        var (allergies, onset) = (false, false);
        for (var i = 0; i < tokens.Count; i++)
        {
            // "Your husband's name"
            if (tokens[i].Plain is "name" && i > 0 && NameWords.Kin.Contains(tokens[i - 1].Stem))
            {
                also = asked == Topic.PatientName ? also : asked;
                (asked, end, length) = (Topic.PatientName, i, 2);
                continue;
            }

            if (!ByFirst.TryGetValue(tokens[i].Plain, out var questions))
            {
                continue;
            }

            foreach (var (words, topic) in questions)
            {
                if (!Match(tokens, i, words))
                {
                    continue;
                }

                allergies |= topic == Topic.Allergies;
                onset |= topic == Topic.Onset;
                var last = i + words.Length - 1;
                if (last > end || (last == end && words.Length > length))
                {
                    // Of questions that overlap, the longer one was meant: "full name" is part of "your full name".
                    also = topic == asked ? also : i > end ? asked : also;
                    (asked, end, length) = (topic, last, words.Length);
                }
            }
        }

        // "Any allergies to medicines?"; "How long has this been going on?"
        return asked == Topic.Medications && allergies ? (Topic.Allergies, Topic.Medications)
            : asked == Topic.Reason && onset ? (Topic.Onset, Topic.Reason)
            : (asked, also);
    }

    private static bool Match(IReadOnlyList<SpokenToken> tokens, int at, string[] words)
    {
        for (var k = 0; k < words.Length; k++)
        {
            if (at + k >= tokens.Count || tokens[at + k].Plain != words[k])
            {
                return false;
            }
        }

        return true;
    }
}
