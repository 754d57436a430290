namespace HybridAgent.Grains.Desk;

/// <summary>The desk of a practice's on-call people: who is signed in on the on-call page.</summary>
public static class OnCallDesk
{
    public static string Of(string practice) => "on-call/" + practice;
}
