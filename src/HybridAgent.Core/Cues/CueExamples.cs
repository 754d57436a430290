namespace HybridAgent.Core.Cues;

/// <summary>
/// What a list says about itself: sentences that must raise a category red, and sentences that must not. A clinician reads these
/// first; a list that does not do what they say is refused.
/// </summary>
internal static class CueExamples
{
    /// <exception cref="CueFloorException">An example is not as the list says; the message quotes it.</exception>
    public static void Check(CueFloor floor, CueLanguage language)
    {
        foreach (var category in language.Data.Categories)
        {
            foreach (var example in category.Red)
            {
                if (!IsRed(floor, category.Name, example))
                {
                    throw new CueFloorException($"{language.Version}: '{example}' does not raise '{category.Name}', though the list says so.");
                }
            }

            foreach (var example in category.NotRed)
            {
                if (IsRed(floor, category.Name, example))
                {
                    throw new CueFloorException($"{language.Version}: '{example}' raises '{category.Name}', though the list says that it does not.");
                }
            }
        }
    }

    private static bool IsRed(CueFloor floor, string category, string example) =>
        floor.Find(example).Any(c => c.IsRed && c.Category == category);
}
