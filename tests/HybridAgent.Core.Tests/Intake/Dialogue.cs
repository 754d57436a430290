using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;

namespace HybridAgent.Core.Tests.Intake;

/// <summary>Short dialogues: lines starting with "O:" are the operator's, "C:" the caller's.</summary>
internal static class Dialogue
{
    public static readonly Practice Practice = new(
        "demo", "Demo", "", "", "America/New_York", "demo", ["Dr. Alma Whitfield", "Dr. Ravi Prakash"], ["Corner Pharmacy"]);

    public static readonly DateOnly Today = new(2026, 3, 2);

    public static IReadOnlyList<Utterance> Read(string lines) =>
    [
        .. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select((line, i) => new Utterance(
            $"u{i + 1}", line[0] == 'O' ? LegRole.Operator : LegRole.Caller, line[2..].Trim(), [], i * 1000, (i * 1000) + 900, "scripted")),
    ];

    public static IReadOnlyDictionary<string, FieldDraft> Draft(IReadOnlyList<Utterance> said) =>
        new RulesDrafter().Draft(said, Practice, Today).ToDictionary(d => d.Field);

    public static IReadOnlyDictionary<string, FieldDraft> Draft(string lines) => Draft(Read(lines));

    public static IReadOnlyList<string> All { get; } =
    [
        """
        O: Riverside Family, how can I help?
        C: Hi, This is about our daughter, she has a cough and a fever.
        O: What is the patient's name?
        C: Josie Haldane, H as in hotel, A, L, D as in dog, A, N, E.
        O: And her date of birth?
        C: March third twenty nineteen
        O: How long has she been sick?
        C: for about two days
        O: Any allergies?
        C: She's allergic to amoxicillin and peanuts.
        O: Which pharmacy do you use?
        C: the Walgreens on Harbor Street please
        O: The best number for you?
        C: four one five, five five five, oh one nine two
        """,
        """
        O: How can I help you?
        C: my name is Walter Brandt and I need a refill of my metoprolol
        O: Date of birth?
        C: eleven twenty three fifty eight
        O: Any allergies to medicines?
        C: no none
        O: Which provider do you see?
        C: Doctor Whitfield
        O: What number can we call you back at?
        C: two one two five five five zero one four six no wait zero one four seven
        """,
        """
        O: May I have your name?
        C: This is Ana Quiroga
        O: What are you calling about?
        C: my knee pain, it started last Sunday
        O: Do you take any medications?
        C: just ibuprofen and my lisinopril
        O: When would you like to be seen?
        C: Thursday morning would work
        """,
    ];
}
