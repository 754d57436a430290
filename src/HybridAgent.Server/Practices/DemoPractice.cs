using HybridAgent.Core.Practices;

namespace HybridAgent.Server.Practices;

/// <summary>The practice a first start comes with. Every name in it is invented.</summary>
internal static class DemoPractice
{
    public static Practice Value { get; } = new(
        "demo",
        "Riverside Family Medicine",
        "Riverside Family Medicine. A computer transcribes this call and a person joins.",
        "Riverside Family Medicine, this is the answering service. How can I help you?",
        "America/New_York",
        "main",
        ["Dr. Patel", "Dr. Nguyen", "Dr. Okafor", "Nurse Kelly"],
        ["Walgreens on Main Street", "CVS on Oak Avenue", "Rite Aid", "Costco Pharmacy"]);
}
