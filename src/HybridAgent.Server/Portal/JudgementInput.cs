namespace HybridAgent.Server.Portal;

/// <summary>What the form sends. Names are the form's.</summary>
public sealed class JudgementInput
{
    /// <summary>The command's id, made with the page.</summary>
    public string? Command { get; set; }
    public string? Judgement { get; set; }
    public string? Category { get; set; }
    public string? Reason { get; set; }
}
