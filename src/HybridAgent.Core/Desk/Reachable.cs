using System.Text.Json.Serialization;

namespace HybridAgent.Core.Desk;

/// <summary>The steps of the ladder, in the order in which they open.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Rung>))]
public enum Rung
{
    /// <summary>Idle operators of the call's pool: at once.</summary>
    Pool,

    /// <summary>The second pool, and supervisors.</summary>
    Wider,

    /// <summary>Operators and supervisors on their phones.</summary>
    Phones,

    /// <summary>The practice's on-call people themselves.</summary>
    OnCall,
}

/// <summary>Somebody who can be rung right now.</summary>
/// <param name="Since">Free since, UTC: who is free longest is asked first.</param>
/// <param name="Rung">The step of the ladder this way of reaching belongs to.</param>
/// <param name="ByPhone">True for a telephone: it really rings only while the media side says so. False for a screen, whose heartbeat is the proof.</param>
public sealed record Reachable(string Person, DateTimeOffset Since, Rung Rung = Rung.Pool, bool ByPhone = false);

/// <summary>When the steps of the ladder open, counted from the moment the caller has no human. All that are open keep ringing, forever.</summary>
public static class Ladder
{
    public static TimeSpan OpensAfter(Rung rung) => rung switch
    {
        Rung.Pool => TimeSpan.Zero,
        Rung.Wider => TimeSpan.FromSeconds(10),
        Rung.Phones => TimeSpan.FromSeconds(20),
        _ => TimeSpan.FromSeconds(40),
    };
}
