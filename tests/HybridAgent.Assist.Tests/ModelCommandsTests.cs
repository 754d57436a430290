using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;

namespace HybridAgent.Assist.Tests;

public sealed class ModelCommandsTests
{
    private static readonly FieldDraft ByRules = new(FieldNames.Reason, "knee", [new Span("u1", 0, 0)], "rules@1");
    private static readonly FieldDraft ByModel = ByRules with { By = "model:m prompt:p@1" };

    [Fact]
    public void A_reason_is_wanted_until_rules_or_a_human_have_one()
    {
        var call = new CallOnPaper();
        call.Hears("my knee hurts");
        Assert.True(ModelCommands.WantsReason(call.State, []));
        Assert.False(ModelCommands.WantsReason(call.State, [ByRules]));

        call.Does(new DraftFields("d1", call.State.Sequence, [ByModel]));
        Assert.True(ModelCommands.WantsReason(call.State, []));

        call.Does(new ConfirmField("c1", "op", FieldNames.Reason, "knee"));
        Assert.False(ModelCommands.WantsReason(call.State, []));
    }

    [Theory]
    [InlineData("typed")]
    [InlineData("cleared")]
    [InlineData("refused")]
    [InlineData("rules")]
    public void No_reason_is_wanted_where_somebody_settled_it(string how)
    {
        var call = new CallOnPaper();
        call.Hears("my knee hurts");
        call.Does(how switch
        {
            "typed" => new EditField("1", "op", FieldNames.Reason, "a sore knee"),
            "refused" => new LeaveFieldOpen("1", "op", FieldNames.Reason, FieldState.Refused),
            "rules" => new DraftFields("1", call.State.Sequence, [ByRules]),
            _ => new EditField("0", "op", FieldNames.Reason, "a sore knee"),
        });
        if (how == "cleared")
        {
            call.Does(new EditField("1", "op", FieldNames.Reason, ""));
        }

        Assert.False(ModelCommands.WantsReason(call.State, []));
    }
}
