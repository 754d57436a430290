using HybridAgent.Core.Calls;
using HybridAgent.Speech.Chain;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace HybridAgent.Speech.Tests.Chain;

/// <summary>One leg on a chain of staged engines. Time passes only while audio does, and everything happens at once: no thread, no waiting.</summary>
internal sealed class Leg
{
    private readonly FakeTimeProvider _time = new();
    private readonly ITranscription _session;

    public Leg(ChainSettings settings, IReadOnlyList<ITranscriber> engines, EngineMetrics? metrics = null)
    {
        var parts = new ChainParts(settings, metrics ?? new EngineMetrics(), _time, NullLogger.Instance, () => 1, step => step());
        var opening = new EngineChain(engines, parts).Open(new TranscriptionOptions(LegRole.Caller));
        _session = opening.IsCompleted ? opening.GetAwaiter().GetResult() : throw new InvalidOperationException("A chain opens at once.");
        Read();
    }

    public Leg(params IReadOnlyList<ITranscriber> engines)
        : this(new ChainSettings(), engines, null)
    {
    }

    public int NowMs { get; private set; }

    /// <summary>All that was heard, with the time at which it came.</summary>
    public List<(int AtMs, Heard Heard)> All { get; } = [];

    public IEnumerable<Heard.Final> Finals => All.Select(h => h.Heard).OfType<Heard.Final>();

    public IEnumerable<Heard.Gap> Gaps => All.Select(h => h.Heard).OfType<Heard.Gap>();

    /// <summary>Numbers of the words that became final text, in the order in which they came.</summary>
    public IReadOnlyList<int> Words => [.. Finals.SelectMany(f => f.Words).Select(w => Talk.Number(w.Text))];

    /// <summary>What the operator sees: the engine that listens, or null for "no transcript" (and before anybody listens).</summary>
    public string? Shown => All.Select(h => h.Heard).LastOrDefault(h => h is Heard.Listening or Heard.Interrupted or Heard.Failed) is Heard.Listening l ? l.Engine : null;

    public string? Doubt => (All.Select(h => h.Heard).LastOrDefault(h => h is Heard.Listening) as Heard.Listening)?.Doubt;

    public bool IsOver => _session.Results.Completion.IsCompleted;

    public void Talks(double seconds)
    {
        for (var until = NowMs + (int)(1000 * seconds); NowMs < until;)
        {
            _session.Write(Talk.Frame(NowMs));
            NowMs += 20;
            _time.Advance(TimeSpan.FromMilliseconds(20));
            Read();
        }
    }

    public void HangsUp(double thenSeconds = 0)
    {
        _session.Complete();
        Read();
        for (var i = 0; i < 50 * thenSeconds; i++)
        {
            NowMs += 20;
            _time.Advance(TimeSpan.FromMilliseconds(20));
            Read();
        }
    }

    public void IsLeft()
    {
        var left = _session.DisposeAsync();
        Assert.True(left.IsCompleted);
        Read();
    }

    /// <summary>When something was first heard after a time.</summary>
    public int When<T>(int afterMs) where T : Heard => All.First(h => h.AtMs >= afterMs && h.Heard is T).AtMs;

    /// <summary>Each word once and in order; a word may only be missing where a gap was told.</summary>
    public void NothingIsLostOrDoubled()
    {
        Assert.Equal(Words.Distinct().Order(), Words);
        if (Words.Count == 0) return;
        var gaps = Gaps.ToArray();
        Assert.All(
            Enumerable.Range(0, Words[^1]).Except(Words),
            n => Assert.Contains(gaps, g => g.StartMs < (n + 1) * Talk.WordMs && n * Talk.WordMs < g.EndMs));
        Assert.All(Finals, f => Assert.Equal(f.Text, string.Join(' ', f.Words.Select(w => w.Text))));
    }

    private void Read()
    {
        while (_session.Results.TryRead(out var heard)) All.Add((NowMs, heard));
    }
}
