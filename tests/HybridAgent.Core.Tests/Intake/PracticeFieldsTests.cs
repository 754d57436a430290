using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;

namespace HybridAgent.Core.Tests.Intake;

public class PracticeFieldsTests
{
    private static readonly Practice Practice = Dialogue.Practice with
    {
        Reasons =
        [
            new CallReason("billing", "Bill", ["bill", "insurance"],
            [
                new ReasonField("member_number", "Member number", FieldKind.Number, ["member number", "member id"]),
                new ReasonField("bill_date", "Date of the bill", FieldKind.Date, ["date of the bill"]),
                new ReasonField("bill_fax", "Fax", FieldKind.Phone, ["fax"]),
                new ReasonField("has_bill", "Has the bill", FieldKind.YesNo, ["in front of you"]),
                new ReasonField("insurer", "Insurer", FieldKind.Text, ["insurance company"]),
            ]),
        ],
    };

    private static Dictionary<string, FieldDraft> Draft(string lines) =>
        new RulesDrafter().Draft(Dialogue.Read(lines), Practice, Dialogue.Today).ToDictionary(d => d.Field);

    [Fact]
    public void Fields_of_a_reason_are_drafted_by_their_kind()
    {
        var note = Draft("""
            O: How can I help?
            C: I have a question about my bill
            O: What is the member number on your card?
            C: it's four seven double one, nine
            O: And the date of the bill?
            C: january fifth twenty twenty six
            O: Is there a fax?
            C: two one two five five five oh one nine two
            O: Do you have it in front of you?
            C: yes I do
            O: Which insurance company is it?
            C: Blue Cross of Ohio
            """);

        Assert.Equal("47119", note["member_number"].Value);
        Assert.Equal("2026-01-05", note["bill_date"].Value);
        Assert.Equal("+12125550192", note["bill_fax"].Value);
        Assert.Equal("yes", note["has_bill"].Value);
        Assert.Equal("Blue Cross of Ohio", note["insurer"].Value);
        Assert.False(note.ContainsKey(FieldNames.CallbackNumber) && note[FieldNames.CallbackNumber].Value == "47119");
    }

    [Fact]
    public void Without_the_reason_nothing_of_it_is_drafted() =>
        Assert.DoesNotContain("member_number", Draft("O: How can I help?\nC: I have a cough\nO: Your member number?\nC: four seven one one").Keys);

    [Fact]
    public void A_value_of_another_kind_leaves_the_field_empty() =>
        Assert.DoesNotContain("bill_date", Draft("O: How can I help?\nC: my bill\nO: What is the date of the bill?\nC: I have no idea").Keys);

    [Fact]
    public void They_are_on_the_form_when_the_note_names_the_reason_and_delivered_with_it()
    {
        var state = CallState.New(CallId.Parse("0123456789abcdef0123456789abcdef", null));
        Assert.Empty(PracticeFields.On(Practice, state));

        var named = state with { Fields = state.Fields.SetItem(FieldNames.Reason, new Field(FieldNames.Reason, "question about bill", FieldState.Confirmed, [])) };
        Assert.Equal(5, PracticeFields.On(Practice, named).Count);

        var filled = named with { Fields = named.Fields.SetItem("member_number", new Field("member_number", "47119", FieldState.Confirmed, [])) };
        Assert.Contains(NoteContent.Delivered(filled), f => f.Name == "member_number");
    }
}
