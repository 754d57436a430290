using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Tests.Calls;

public sealed class NoteTests
{
    private readonly CallUnderTest call = CallUnderTest.Answered();

    public NoteTests() => call.Hear("my name is maria lopez");

    [Fact]
    public void A_draft_with_valid_evidence_stands_as_drafted()
    {
        call.Draft(FieldNames.CallerName, "Maria Lopez", new Span("u1", 3, 4));
        var field = call.State.FieldOf(FieldNames.CallerName);
        Assert.Equal(FieldState.Drafted, field.State);
        Assert.Equal("Maria Lopez", field.Value);
    }

    [Theory]
    [InlineData("u1", 3, 5)]
    [InlineData("u1", -1, 2)]
    [InlineData("u1", 4, 3)]
    [InlineData("u2", 0, 0)]
    public void A_draft_whose_evidence_is_not_in_the_transcript_is_dropped(string utterance, int first, int last) =>
        Assert.Empty(call.Draft(FieldNames.CallerName, "Maria Lopez", new Span(utterance, first, last)).Events);

    [Fact]
    public void A_draft_without_evidence_is_dropped() =>
        Assert.Empty(call.Draft(FieldNames.CallerName, "Maria Lopez").Events);

    [Theory]
    [InlineData("")]
    [InlineData("Caller Name")]
    [InlineData("<b>")]
    public void A_draft_for_something_that_is_no_field_name_is_dropped(string field) =>
        Assert.Empty(call.Draft(field, "Maria", new Span("u1", 3, 3)).Events);

    [Fact]
    public void What_the_caller_declined_stays_empty_with_a_hint_and_open_to_a_later_answer()
    {
        call.Do(new DraftFields("d", call.State.Sequence, [new FieldDraft(FieldNames.CallerName, "", [new Span("u1", 0, 1)], "rules@2", Meaning: FieldDraft.Declined)]));
        Assert.Equal((FieldState.Empty, null, FieldDraft.Declined), (call.State.FieldOf(FieldNames.CallerName).State, call.State.FieldOf(FieldNames.CallerName).Value, call.State.FieldOf(FieldNames.CallerName).Meaning));

        call.Draft(FieldNames.CallerName, "Maria Lopez", new Span("u1", 3, 4));
        Assert.Equal((FieldState.Drafted, "Maria Lopez", null), (call.State.FieldOf(FieldNames.CallerName).State, call.State.FieldOf(FieldNames.CallerName).Value, call.State.FieldOf(FieldNames.CallerName).Meaning));
    }

    [Fact]
    public void The_same_refusal_is_said_once()
    {
        var declined = new FieldDraft(FieldNames.CallerName, "", [new Span("u1", 0, 1)], "rules@2", Meaning: FieldDraft.Declined);
        call.Do(new DraftFields("d1", call.State.Sequence, [declined]));
        Assert.Empty(call.Do(new DraftFields("d2", call.State.Sequence, [declined])).Events);
    }

    [Fact]
    public void What_stands_beside_a_draft_goes_when_a_human_writes_something_else()
    {
        call.Do(new DraftFields("d", call.State.Sequence, [new FieldDraft(FieldNames.AppointmentWish, "maria", [new Span("u1", 3, 3)], "rules@2", Meaning: "Thu 5 Mar 2026")]));
        Assert.Equal("Thu 5 Mar 2026", call.State.FieldOf(FieldNames.AppointmentWish).Meaning);

        call.Do(new EditField("e", "op-1", FieldNames.AppointmentWish, "Friday"));
        Assert.Null(call.State.FieldOf(FieldNames.AppointmentWish).Meaning);
    }

    [Fact]
    public void A_draft_never_overwrites_what_a_human_typed()
    {
        call.Do(new EditField("e", "op-1", FieldNames.CallerName, "Mary"));
        Assert.Empty(call.Draft(FieldNames.CallerName, "Maria Lopez", new Span("u1", 3, 4)).Events);
    }

    [Fact]
    public void A_draft_never_refills_a_field_that_a_human_cleared()
    {
        call.Draft(FieldNames.CallerName, "Maria", new Span("u1", 3, 3));
        call.Do(new EditField("e", "op-1", FieldNames.CallerName, ""));
        Assert.Empty(call.Draft(FieldNames.CallerName, "Maria Lopez", new Span("u1", 3, 4)).Events);
    }

    [Theory]
    [InlineData(FieldState.Refused)]
    [InlineData(FieldState.Unknown)]
    public void A_draft_never_fills_a_field_that_a_human_left_open(FieldState state)
    {
        call.Do(new LeaveFieldOpen("l", "op-1", FieldNames.CallerName, state));
        Assert.Empty(call.Draft(FieldNames.CallerName, "Maria", new Span("u1", 3, 3)).Events);
    }

    [Fact]
    public void A_draft_never_removes_the_reason_a_human_gave_for_not_reading_back()
    {
        call.Do(new ExcuseReadBack("x", "op-1", FieldNames.PatientName, "caller is the hospital"));
        Assert.Empty(call.Draft(FieldNames.PatientName, "Maria", new Span("u1", 3, 3)).Events);
        Assert.Equal("caller is the hospital", call.State.FieldOf(FieldNames.PatientName).Excuse);
    }

    [Fact]
    public void A_better_draft_replaces_an_earlier_draft()
    {
        call.Draft(FieldNames.CallerName, "Maria", new Span("u1", 3, 3));
        call.Draft(FieldNames.CallerName, "Maria Lopez", new Span("u1", 3, 4));
        Assert.Equal("Maria Lopez", call.State.FieldOf(FieldNames.CallerName).Value);
    }

    [Fact]
    public void A_draft_that_moved_on_is_not_confirmed_by_accident()
    {
        call.Draft(FieldNames.CallerName, "Maria", new Span("u1", 3, 3));
        call.Draft(FieldNames.CallerName, "Maria Lopez", new Span("u1", 3, 4));
        Assert.NotNull(call.Do(new ConfirmField("c", "op-1", FieldNames.CallerName, "Maria")).Refusal);
        Assert.Equal(FieldState.Drafted, call.State.FieldOf(FieldNames.CallerName).State);
    }

    [Fact]
    public void Only_a_confirmed_value_is_read_back()
    {
        call.Draft(FieldNames.CallerName, "Maria", new Span("u1", 3, 3));
        Assert.NotNull(call.Do(new ReadBackField("r1", "op-1", FieldNames.CallerName, "Maria")).Refusal);
        call.Do(new ConfirmField("c", "op-1", FieldNames.CallerName, "Maria"));
        call.Do(new ReadBackField("r2", "op-1", FieldNames.CallerName, "Maria"));
        Assert.Equal(FieldState.ReadBack, call.State.FieldOf(FieldNames.CallerName).State);
    }

    [Fact]
    public void A_value_changed_after_read_back_must_be_read_back_again()
    {
        call.Do(new EditField("e1", "op-1", FieldNames.CallerName, "Maria"));
        call.Do(new ReadBackField("r", "op-1", FieldNames.CallerName, "Maria"));
        call.Do(new EditField("e2", "op-1", FieldNames.CallerName, "Mary"));
        Assert.Equal(FieldState.Confirmed, call.State.FieldOf(FieldNames.CallerName).State);
    }

    [Theory]
    [InlineData("assistant")]
    [InlineData("system")]
    [InlineData("caller")]
    [InlineData("")]
    public void Only_a_human_writes_confirms_reads_back_or_leaves_open(string actor)
    {
        call.Draft(FieldNames.CallerName, "Maria", new Span("u1", 3, 3));
        CallCommand[] attempts =
        [
            new EditField("1", actor, FieldNames.CallerName, "Mary"),
            new ConfirmField("2", actor, FieldNames.CallerName, "Maria"),
            new ReadBackField("3", actor, FieldNames.CallerName, "Maria"),
            new LeaveFieldOpen("4", actor, FieldNames.CallerName, FieldState.Unknown),
            new ExcuseReadBack("5", actor, FieldNames.CallerName, "because"),
        ];
        Assert.All(attempts, a => Assert.NotNull(call.Decide(a).Refusal));
    }

    [Fact]
    public void A_reason_for_not_reading_back_belongs_to_a_field() =>
        Assert.NotNull(call.Do(new ExcuseReadBack("x", "op-1", "no such field!", "because")).Refusal);

    [Fact]
    public void A_value_of_more_than_2000_characters_is_refused() =>
        Assert.NotNull(call.Do(new EditField("e", "op-1", FieldNames.Reason, new string('a', 2001))).Refusal);

    [Fact]
    public void Without_the_notice_heard_there_is_no_transcript()
    {
        var early = CallUnderTest.Ringing("op-1");
        Assert.NotNull(early.Hear("hello").Refusal);
    }

    [Fact]
    public void A_caller_who_refuses_is_not_transcribed_and_still_rings()
    {
        var refusing = CallUnderTest.Ringing("op-1");
        refusing.Do(new EndNotice("n", "abc", 5000));
        refusing.Do(new RefuseConsent("r", "caller"));
        Assert.NotNull(refusing.Hear("hello").Refusal);
        Assert.Single(refusing.State.Offers);
    }

    [Fact]
    public void A_models_draft_fills_an_empty_field_renews_its_own_and_never_takes_the_place_of_one_by_rules()
    {
        Assert.Single(ByModel("Maria").Events);
        Assert.Single(ByModel("Maria Lopez").Events);
        call.Draft(FieldNames.CallerName, "Lopez", new Span("u1", 4, 4));
        Assert.Empty(ByModel("Maria").Events);
        Assert.Equal("Lopez", call.State.FieldOf(FieldNames.CallerName).Value);
    }

    [Fact]
    public void What_rules_derive_too_is_theirs_from_then_on()
    {
        ByModel("Maria Lopez");
        call.Draft(FieldNames.CallerName, "Maria Lopez", new Span("u1", 3, 4));
        Assert.Empty(ByModel("Maria").Events);
        Assert.Equal(("Maria Lopez", "rules@1"), (call.State.FieldOf(FieldNames.CallerName).Value, call.State.FieldOf(FieldNames.CallerName).By));
    }

    private Decision ByModel(string value) =>
        call.Do(new DraftFields(call.Next(), call.State.Sequence, [new FieldDraft(FieldNames.CallerName, value, [new Span("u1", 3, 4)], "model:m prompt:p@1", LatencyMs: 900)]));
}
