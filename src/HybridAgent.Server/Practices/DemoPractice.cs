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
        ["Walgreens on Main Street", "CVS on Oak Avenue", "Rite Aid", "Costco Pharmacy"],
        Reasons:
        [
            new("forms", "School or work form", ["form", "forms", "paperwork", "fmla", "work note", "school note"],
            [
                new("form_needed_by", "Form needed by", FieldKind.Date, ["needed by", "need it by", "due"], "When do you need the form?"),
                new("form_fax", "Fax for the form", FieldKind.Phone, ["fax"], "Is there a fax number to send it to?"),
            ]),
            new("billing", "Bill or insurance", ["bill", "billing", "insurance", "copay", "statement"],
            [
                new("member_number", "Member number", FieldKind.Number, ["member number", "member id", "policy number"], "What is the member number on your card?"),
                new("bill_received", "Has the bill", FieldKind.YesNo, ["have the bill", "received the bill", "in front of you"], "Do you have the bill in front of you?"),
            ]),
        ]);
}
