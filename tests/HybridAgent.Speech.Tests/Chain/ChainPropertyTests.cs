using CsCheck;
using HybridAgent.Speech.Chain;

namespace HybridAgent.Speech.Tests.Chain;

/// <summary>Whatever happens to three engines in whatever order, while somebody talks without end.</summary>
public sealed class ChainPropertyTests
{
    private enum Fate { Dies, GoesAway, ComesBack }

    private static readonly Gen<(int TenthsOfSeconds, int Engine, Fate Fate)[]> Story =
        Gen.Select(Gen.Int[1, 250], Gen.Int[0, 2], Gen.Enum<Fate>()).Array[1, 15];

    [Fact]
    public void Nothing_is_doubled_nothing_is_missing_that_was_not_told_and_the_operator_is_never_misled() =>
        Story.Sample(
            story =>
            {
                StagedEngine[] engines = [new("first", 5), new("second", 3), new("third", 7)];
                var leg = new Leg(engines);
                foreach (var (tenths, engine, fate) in story)
                {
                    leg.Talks(tenths / 10.0);
                    Befall(engines[engine], fate);
                }
                foreach (var engine in engines) engine.ComeBack();
                // The longest pause before a retry, the longest probation, and a little.
                leg.Talks(60 + 160 + 10);
                Assert.Equal("first", leg.Shown);
                leg.HangsUp();
                Assert.True(leg.IsOver);
                leg.NothingIsLostOrDoubled();
                Assert.Equal((leg.NowMs / Talk.WordMs) - 1, leg.Words[^1]);
                Assert.Equal(0, engines.SelectMany(e => e.Sessions).Sum(s => s.Misplaced));
                Assert.Empty(engines.SelectMany(e => e.Open));
                WhoIsShownIsWhoHears(leg);
            },
            iter: 150);

    /// <summary>Text comes only from the engine that is shown; never while "no transcript" is.</summary>
    private static void WhoIsShownIsWhoHears(Leg leg)
    {
        string? shown = null;
        foreach (var (_, heard) in leg.All)
        {
            shown = heard switch { Heard.Listening l => l.Engine, Heard.Interrupted => null, _ => shown };
            if (heard is Heard.Final final) Assert.Equal(shown, final.Engine);
        }
    }

    private static void Befall(StagedEngine engine, Fate fate)
    {
        switch (fate)
        {
            case Fate.Dies:
                engine.Die();
                break;
            case Fate.GoesAway:
                engine.GoAway();
                break;
            default:
                engine.ComeBack();
                break;
        }
    }
}
