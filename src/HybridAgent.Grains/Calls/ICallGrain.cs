using HybridAgent.Core.Calls;

namespace HybridAgent.Grains.Calls;

/// <summary>
/// One live call. The key is "practice/callid" (see <see cref="CallKey"/>), so a call can only be reached through its practice.
/// </summary>
[Alias("HybridAgent.ICallGrain")]
public interface ICallGrain : IGrainWithStringKey
{
    /// <summary>Decides, stores and folds. Returns after the events are durable.</summary>
    /// <returns>The refusal for the person who asked, or where the record now stands.</returns>
    [Alias("Do")]
    Task<CommandResult> Do(CallCommand command);

    /// <summary>What a leg is saying right now. Not stored; cues in it are.</summary>
    /// <param name="leg">Whose words.</param>
    /// <param name="phrase">Same for all partials of one utterance and for the utterance that ends it.</param>
    /// <param name="text">The words so far.</param>
    /// <param name="atMs">Milliseconds on the leg's clock.</param>
    [Alias("HearPartial")]
    Task HearPartial(LegRole leg, string phrase, string text, int atMs);

    /// <summary>Everything after sequence <paramref name="after"/>, then live: events as stored, partials as spoken.</summary>
    [Alias("Watch")]
    IAsyncEnumerable<CallSignal> Watch(long after, CancellationToken cancel = default);

    /// <summary>One pass of the watchdog for this call.</summary>
    [Alias("EnsureRinging")]
    Task EnsureRinging();

    /// <summary>The fold as it stands.</summary>
    [Alias("Read")]
    Task<CallState> Read();
}

/// <summary>One thing a watcher learns: a stored event, or a partial (never both).</summary>
public sealed record CallSignal(StoredEvent? Stored, PartialHeard? Partial);

/// <summary>Words being spoken now.</summary>
public sealed record PartialHeard(LegRole Leg, string Phrase, string Text, int AtMs);

/// <param name="Refusal">One clear line, or null when carried out.</param>
/// <param name="Sequence">Where the record stands after the command.</param>
public sealed record CommandResult(string? Refusal, long Sequence)
{
    public bool Done => Refusal is null;
}

/// <summary>Grain keys of calls: the practice is part of the identity.</summary>
public static class CallKey
{
    public static string Of(string practice, CallId call) => $"{practice}/{call}";

    /// <exception cref="FormatException">The key is not "practice/callid".</exception>
    public static (string Practice, CallId Call) Parse(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && CallId.TryParse(key[(slash + 1)..], null, out var call)
            ? (key[..slash], call)
            : throw new FormatException("A call's key is practice/callid.");
    }
}
