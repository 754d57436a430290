using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Desk;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;

namespace HybridAgent.Core.Tests.Calls;

public sealed class HoldConversationTests
{
    [Fact]
    public void Questions_come_one_at_a_time_each_after_the_answer_to_the_one_before()
    {
        var call = Waiting("op-1");
        Assert.Equal(HoldLines.AskName, Say(call));
        Assert.Null(Next(call.Wait(2)));
        call.Hear("my name is mary johnson");
        Assert.Equal(HoldLines.AskReason, Say(call));
        Assert.Null(Next(call.Wait(HoldConversation.AnswerWithin - TimeSpan.FromSeconds(1))));
        Assert.Equal(HoldLines.AskNumber, Say(call.Wait(1)));
        call.Wait(1).Hear("five five five oh one two three");
        Assert.Null(Next(call));
    }

    [Fact]
    public void A_field_that_is_filled_already_is_not_asked_for()
    {
        var call = Waiting("op-1");
        call.Hear("this is mary johnson");
        call.Draft(FieldNames.CallerName, "Mary Johnson", new Span("u1", 2, 3));
        Assert.Equal(HoldLines.AskReason, Next(call));
    }

    [Fact]
    public void A_caller_who_asks_for_a_person_is_told_that_one_is_rung_and_asked_nothing_more()
    {
        var call = Waiting("op-1");
        Say(call);
        call.Do(new AskForPerson(call.Next()));
        Assert.Equal(HoldLines.PersonComing, Say(call));
        Assert.Null(Next(call.Wait(10)));
        Assert.Equal(HoldLines.StillRinging, Say(call.Wait(10)));
    }

    [Fact]
    public void Nobody_is_questioned_who_refused_the_transcript_or_is_not_heard_or_has_an_emergency()
    {
        var refused = Waiting("op-1");
        refused.Do(new RefuseConsent(refused.Next(), "caller"));
        Assert.Null(Next(refused));
        var unheard = Waiting("op-1");
        unheard.Do(new LoseTranscript(unheard.Next(), LegRole.Caller, "engine died"));
        Assert.Null(Next(unheard));
        var emergency = Waiting("op-1");
        emergency.Raise("chest_pain", CueLevel.E1);
        Assert.Null(Next(emergency));
    }

    [Theory]
    [InlineData(true, HoldLines.StillRinging)]
    [InlineData(false, HoldLines.NobodyYet)]
    public void The_words_about_the_ringing_are_true(bool somebodyRings, string line)
    {
        var call = somebodyRings ? Waiting("op-1") : Waiting();
        call.Do(new RefuseConsent(call.Next(), "caller"));
        Assert.Equal(line, Next(call.Wait(HoldConversation.ReassureAfter)));
    }

    [Fact]
    public void A_human_who_leaves_is_followed_by_a_word_about_it_at_once()
    {
        var call = CallUnderTest.Answered();
        Assert.Null(Next(call));
        call.Wait(60).Leave("leg-op-1", "lost");
        call.Pass("op-2");
        Assert.Equal(HoldLines.BackAgain, Say(call));
        Assert.Null(Next(call.Wait(5)));
    }

    /// <summary>Whoever speaks, asks, comes and goes: from one word to the next are never more than thirty seconds, with six to play it.</summary>
    [Fact]
    public void A_waiting_caller_hears_a_word_at_least_every_thirty_seconds()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var call = Waiting(random.Next(2) == 0 ? ["op-1"] : []);
            var last = call.Now;
            while (call.Now < CallUnderTest.Noon.AddMinutes(10))
            {
                if (random.Next(40) == 0)
                {
                    call.Hear("so yes i have been waiting");
                }
                if (random.Next(200) == 0)
                {
                    call.Do(new AskForPerson(call.Next()));
                }
                if (HoldConversation.Next(call.State, HoldScript.Default, call.Now, callerSpeaks: random.Next(3) > 0) is { } line)
                {
                    call.Wait(4);
                    Assert.True(call.Now - last <= TimeSpan.FromSeconds(30), $"Seed {seed}: {(call.Now - last).TotalSeconds} s without a word.");
                    call.Do(new Speak(call.Next(), line));
                    last = call.Now;
                }
                call.Wait(0.25);
            }
        }
    }

    [Fact]
    public void Nothing_the_assistant_says_is_medical_advice_or_a_promise()
    {
        string[] lines = [HoldLines.AskName, HoldLines.AskReason, HoldLines.AskNumber, HoldLines.StillRinging, HoldLines.NobodyYet, HoldLines.BackAgain, HoldLines.PersonComing, HoldLines.Emergency];
        string[] never = ["will call you", "within", "minute", "soon", "doctor will", "you should", "take ", "don't worry", "do not worry", "fine"];
        foreach (var text in lines.Select(l => HoldConversation.Text(HoldScript.Default, l)))
        {
            Assert.NotEmpty(text);
            Assert.DoesNotContain(never, n => text.Contains(n, StringComparison.OrdinalIgnoreCase));
        }
    }

    private static CallUnderTest Waiting(params string[] idle)
    {
        var call = CallUnderTest.Ringing(idle);
        call.Do(new EndNotice(call.Next(), "abc", 5000));
        return call;
    }

    private static string? Next(CallUnderTest call) => HoldConversation.Next(call.State, HoldScript.Default, call.Now, callerSpeaks: false);

    private static string? Say(CallUnderTest call)
    {
        var line = Next(call);
        if (line is not null)
        {
            call.Do(new Speak(call.Next(), line));
            call.Wait(0.5);
        }
        return line;
    }
}
