using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace HybridAgent.Server.Telemetry;

/// <summary>Drops every attribute of a span that is not on the list: what is not known to be harmless does not leave.</summary>
internal sealed class AllowedAttributes : BaseProcessor<Activity>
{
    private static readonly FrozenSet<string> Allowed = new[]
    {
        "hybridagent.call", "hybridagent.practice", "rpc.system", "rpc.service", "rpc.method",
        "otel.status_code", "error.type", "orleans.activation.cause",
    }.ToFrozenSet();

    public override void OnEnd(Activity data)
    {
        foreach (var (key, _) in data.TagObjects.Where(t => !Allowed.Contains(t.Key)).ToList())
        {
            data.SetTag(key, null);
        }
        // An exception's message may quote anything; its type is enough.
        if (data.Status == ActivityStatusCode.Error)
        {
            data.SetStatus(ActivityStatusCode.Error);
        }
    }
}
