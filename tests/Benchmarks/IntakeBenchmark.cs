using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;

namespace HybridAgent.Benchmarks;

/// <summary>
/// How long a whole call takes to become a drafted note again, as it does after every utterance: 10, 60 and 600 utterances of a caller
/// and an operator who ask and answer all of it (600 are about an hour); against reading the same words once.
/// </summary>
internal static class IntakeBenchmark
{
    private const int Rounds = 300;
    private const int WarmUp = 40;

    private static readonly (string Asked, string Said)[] Turns =
    [
        ("thank you for calling how can i help you", "hi this is about our daughter she has a cough and a fever that started on sunday night"),
        ("may i have the patient's name", "josie haldane that's h as in hotel a l d as in dog a n e"),
        ("and her date of birth", "march third no wait the thirteenth of march two thousand and nineteen"),
        ("what is the best number to call you back", "area code two one two five five five oh one nine two no sorry nine four"),
        ("any allergies to medicines", "she's allergic to amoxicillin and she gets hives from peanuts and strawberries"),
        ("is she taking any medications", "just albutarol when she needs it and some ibuprofen and her mitoprolol no that's mine"),
        ("which pharmacy do you use", "we were at rite aid but it closed so now it's the walgreens on harbor street"),
        ("which provider does she see", "doctor patell i think or the nurse whoever is there"),
        ("when would you like to be seen", "tomorrow morning would be best or thursday after three when i am off work"),
        ("all right is there anything else that you would like me to tell the doctor about this", "well it has been going on for about a week now and we tried everything and i do not know what else i could do for her she does not eat and she does not sleep and neither do i"),
    ];

    internal static readonly Practice Practice = new(
        "demo", "Demo", "", "", "America/New_York", "main", ["Dr. Patel", "Dr. Nguyen", "Dr. Okafor"], ["Rite Aid", "Walgreens on Main Street"]);

    public static Task Run()
    {
        foreach (var count in (int[])[10, 60, 600])
        {
            var said = Call(count);
            var (draft, bare) = Measure(said);
            Console.WriteLine($"  note drafted again, {count,3} utterances ({said.Sum(u => u.Text.Split(' ').Length)} words): p50 {draft.Median:F2} ms, p99 {draft.At(0.99):F2} ms, worst {draft.Maximum:F2} ms; {draft.Median / bare.Median:F0} x splitting the text");
        }

        return Task.CompletedTask;
    }

    internal static List<Utterance> Call(int utterances) =>
    [
        .. Enumerable.Range(0, utterances).Select(u => new Utterance(
            $"u{u}", u % 2 == 0 ? LegRole.Operator : LegRole.Caller, u % 2 == 0 ? Turns[u / 2 % Turns.Length].Asked : Turns[u / 2 % Turns.Length].Said, [], u * 6000, (u * 6000) + 5000, "benchmark")),
    ];

    private static (Durations Draft, Durations Bare) Measure(List<Utterance> said)
    {
        var drafter = new RulesDrafter();
        var (draft, bare) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var from = Stopwatch.GetTimestamp();
            GC.KeepAlive(drafter.Draft(said, Practice, new DateOnly(2026, 1, 5)));
            var took = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
            var again = Stopwatch.GetTimestamp();
            foreach (var utterance in said)
            {
                GC.KeepAlive(utterance.Text.ToLowerInvariant().Split(' '));
            }

            if (round >= WarmUp)
            {
                draft.Add(took);
                bare.Add(Stopwatch.GetElapsedTime(again).TotalMilliseconds);
            }
        }

        return (new Durations(draft), new Durations(bare));
    }
}

/// <summary>The same under BenchmarkDotNet, with what it allocates.</summary>
[MemoryDiagnoser]
public class IntakeMicroBenchmark
{
    private readonly RulesDrafter _drafter = new();
    private List<Utterance> _said = [];

    [Params(60, 600)]
    public int Utterances { get; set; }

    [GlobalSetup]
    public void Prepare() => _said = IntakeBenchmark.Call(Utterances);

    [Benchmark]
    public IReadOnlyList<FieldDraft> Whole_note_drafted_again() => _drafter.Draft(_said, IntakeBenchmark.Practice, new DateOnly(2026, 1, 5));
}
