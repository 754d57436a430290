using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Tests.Cues;

public class SpanishCueTests
{
    [Theory]
    [InlineData("chest_pain", "mi esposo tiene un dolor muy fuerte en el pecho y está sudando")]
    [InlineData("breathing", "doctora, mi bebé no respira bien")]
    [InlineData("stroke", "mi suegra de repente habla raro y no mueve el brazo derecho")]
    [InlineData("anaphylaxis", "comió camarones y se le está cerrando la garganta")]
    [InlineData("bleeding", "me corté con el cuchillo y no para de sangrar")]
    [InlineData("suicide_self_harm", "no quiero seguir viviendo así")]
    [InlineData("overdose_poisoning", "mi hija se tomó un montón de pastillas")]
    [InlineData("altered_consciousness", "mi papá no despierta, le hablo y no responde")]
    [InlineData("seizure", "mi hermano está convulsionando")]
    [InlineData("trauma", "mi abuelita se cayó y se pegó en la cabeza")]
    [InlineData("severe_headache", "es el peor dolor de cabeza de mi vida")]
    [InlineData("choking", "el niño se atragantó con un dulce")]
    [InlineData("harm_to_others", "dice que oye voces que le ordenan matar a su hermano")]
    public void Every_category_of_the_first_level_is_heard_in_Spanish(string category, string text) =>
        Assert.Contains(CueFloor.Default.Find(text), c => c is { IsRed: true, Level: CueLevel.E1 } && c.Category == category);

    [Theory]
    [InlineData("quisiera cambiar mi cita del lunes")]
    [InlineData("necesito que me resurtan la medicina de la presión")]
    [InlineData("no, no tiene fiebre ni dolor de pecho")]
    [InlineData("mi papá murió de un infarto hace años")]
    [InlineData("qué hago si le falta el aire otro día")]
    public void Routine_denied_and_past_are_not_red_in_Spanish(string text) =>
        Assert.DoesNotContain(CueFloor.Default.Find(text), c => c.IsRed);

    [Fact]
    public void Accents_make_no_difference() =>
        Assert.Contains(CueFloor.Default.Find("se tomo todo el frasco de pastillas"), c => c is { Category: "overdose_poisoning", IsRed: true });

    [Fact]
    public void A_question_in_Spanish_and_its_answer_belong_together()
    {
        var listener = new CueListener(CueFloor.Default);
        listener.Hear(LegRole.Operator, "o1", "¿Tiene dolor en el pecho?", final: true);

        Assert.Contains(listener.Hear(LegRole.Caller, "u1", "sí, desde la mañana", final: true), c => c is { Category: "chest_pain", IsRed: true });
    }
}
