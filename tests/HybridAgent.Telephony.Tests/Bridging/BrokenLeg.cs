using HybridAgent.Core.Calls;

namespace HybridAgent.Telephony.Tests.Bridging;

/// <summary>A leg that breaks the contract: whatever is asked of it fails.</summary>
internal sealed class BrokenLeg : ICallLeg
{
    public string Id => "broken";

    /// <summary>True: even asking for the role fails, from then on.</summary>
    public bool Utterly { get; set; }

    public LegRole Role => Utterly ? throw new InvalidOperationException("role") : LegRole.Operator;

    public bool IsAlive => throw new InvalidOperationException("alive");

    public bool TryRead(Span<short> frame) => throw new InvalidOperationException("read");

    public void Write(ReadOnlySpan<short> frame) => throw new InvalidOperationException("write");

    public void ClearOutput() => throw new InvalidOperationException("clear");

    public ValueTask HangupAsync(HangupCause cause) => throw new InvalidOperationException("hang up");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
