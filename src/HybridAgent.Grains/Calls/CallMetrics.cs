using System.Diagnostics;
using System.Diagnostics.Metrics;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;

namespace HybridAgent.Grains.Calls;

/// <summary>What is measured of calls. Names and categories only; never a word anybody said.</summary>
public sealed class CallMetrics : IDisposable
{
    public const string MeterName = "HybridAgent.Calls";
    private readonly Meter meter;
    private readonly UpDownCounter<long> live;
    private readonly Histogram<double> timeToHuman;
    private readonly Histogram<double> cueLatency;
    private readonly Histogram<double> appendLatency;
    private readonly Counter<long> events;
    private readonly Counter<long> offers;
    private readonly Counter<long> drafts;
    private readonly Counter<long> storeUnavailable;
    private readonly TimeProvider time;

    public CallMetrics(IMeterFactory meters, TimeProvider time)
    {
        this.time = time;
        meter = meters.Create(MeterName);
        live = meter.CreateUpDownCounter<long>("hybridagent.calls.live", "{call}", "Calls between first ring and close.");
        timeToHuman = meter.CreateHistogram<double>("hybridagent.call.time_to_human", "s", "First ring until a human is on the line.");
        cueLatency = meter.CreateHistogram<double>("hybridagent.cue.latency", "s", "Words from the engine until the cue is durable.");
        appendLatency = meter.CreateHistogram<double>("hybridagent.append.latency", "s", "Appending events until they are durable.");
        events = meter.CreateCounter<long>("hybridagent.events", "{event}", "Events appended.");
        offers = meter.CreateCounter<long>("hybridagent.offers", "{offer}", "Offers by what became of them.");
        drafts = meter.CreateCounter<long>("hybridagent.drafts", "{field}", "Drafted fields by what the operator did with them.");
        storeUnavailable = meter.CreateCounter<long>("hybridagent.store.unavailable", "{append}", "Appends the store refused.");
    }

    public void Appended(TimeSpan took, int count)
    {
        appendLatency.Record(took.TotalSeconds);
        events.Add(count);
    }

    public void StoreUnavailable() => storeUnavailable.Add(1);

    public void CueRaised(Cue cue, TimeSpan took) => cueLatency.Record(took.TotalSeconds,
        new("category", cue.Category), new("level", cue.Level.ToString()), new("assertion", cue.Assertion.ToString()));

    /// <summary>Counts an event that was just folded; events of the past, folded on activation, are not news.</summary>
    internal void Happened(CallState after, StoredEvent stored)
    {
        if (time.GetUtcNow() - stored.At > TimeSpan.FromSeconds(5))
        {
            return;
        }
        switch (stored.Event)
        {
            case CallStarted:
                live.Add(1);
                break;
            case CallClosed:
                live.Add(-1);
                break;
            case LegJoined { Role: LegRole.Operator } when after.HumanJoined == stored.At:
                timeToHuman.Record((stored.At - after.Started).TotalSeconds);
                break;
            case OfferMade:
                offers.Add(1, new KeyValuePair<string, object?>("what", "made"));
                break;
            case OfferAccepted:
                offers.Add(1, new KeyValuePair<string, object?>("what", "accepted"));
                break;
            case OfferDeclined:
                offers.Add(1, new KeyValuePair<string, object?>("what", "declined"));
                break;
            case FieldConfirmed e:
                drafts.Add(1, new("what", "accepted"), new("field", Known(e.Field)));
                break;
            case FieldEdited e:
                drafts.Add(1, new("what", "edited"), new("field", Known(e.Field)));
                break;
        }
    }

    // A practice's own field names stay out of metrics: the house's names only.
    private static string Known(string field) => FieldNames.All.Contains(field) ? field : "other";

    public void Dispose() => meter.Dispose();
}
