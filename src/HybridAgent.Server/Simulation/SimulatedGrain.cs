using HybridAgent.Core.Calls;
using HybridAgent.Grains.Calls;

namespace HybridAgent.Server.Simulation;

/// <summary>Runs one <see cref="LiveCall"/> as its grain does: read when first needed, one thing at a time.</summary>
internal sealed class SimulatedGrain(RealCall call, Silo silo, World world, CallWorld around)
{
    private readonly Turns turns = new(world.Loop);
    private LiveCall? live;
    private bool isRead;
    private long replayed;

    public Task<CommandResult> Do(CallCommand command) => Turn(live => live.Do(command));

    public Task EnsureRinging() => Turn(async live =>
    {
        await live.EnsureRinging();
        return Nothing;
    });

    /// <summary>The grain's own timer.</summary>
    public bool IsUnwatched => live is { IsUnwatched: true };

    public Task HearPartial(LegRole leg, string phrase, string text, int atMs) => Turn(async live =>
    {
        await live.HearPartial(leg, phrase, text, atMs);
        return Nothing;
    });

    private static CommandResult Nothing { get; } = new(null, 0);

    private Task<CommandResult> Turn(Func<LiveCall, Task<CommandResult>> work) => turns.Take(async () =>
    {
        await Activate();
        var result = await work(live!);
        if (!silo.IsAlive)
        {
            await silo.Never;
        }
        call.State = live!.State;
        world.Touch(call);
        return result;
    });

    private async Task Activate()
    {
        if (isRead)
        {
            return;
        }
        live = new LiveCall(call.Id, Silo.Practice, around);
        replayed = world.Store.Events(call.Id).Count;
        live.Told += Tell;
        await live.Load();
        if (!silo.IsAlive)
        {
            await silo.Never;
        }
        Follow();
    }

    private void Tell(CallSignal signal)
    {
        // What was read again has had its effects in an earlier life of the process.
        if (signal.Stored is { } stored && stored.Sequence > replayed)
        {
            Follow();
            world.Happened(call, stored, live!.State);
        }
    }

    /// <summary>The record has been read: screens show what it says, as they do when a console finds its server again.</summary>
    private void Follow()
    {
        if (!isRead)
        {
            isRead = true;
            world.Follow(call, CallState.Fold(call.Id, world.Store.Events(call.Id).Take((int)replayed)));
        }
    }
}
