using HybridAgent.Core.Desk;
using HybridAgent.Core.Practices;

namespace HybridAgent.Grains.Desk;

/// <summary>The desks as grains: the call's pool, its practice's second pool, and its practice's on-call people.</summary>
internal sealed class GrainDesks(IGrainFactory grains, IPracticeDirectory practices) : IDesks
{
    public async ValueTask<WhoCanBeRung> Who(string practice, string pool)
    {
        var second = practices.Find(practice)?.SecondPool is { Length: > 0 } name && name != pool ? name : null;
        var onCall = OnCallDesk.Of(practice);
        var first = grains.GetGrain<IDeskGrain>(pool).Free();
        var wider = second is null ? Task.FromResult<IReadOnlyList<Reachable>>([]) : grains.GetGrain<IDeskGrain>(second).Free();
        var clinicians = await grains.GetGrain<IDeskGrain>(onCall).Free();
        var seats = new Dictionary<string, string>();
        List<Reachable> people =
        [
            .. Seated(await first, pool, seats),
            .. Seated(await wider, second ?? pool, seats).Select(p => p with { Rung = Rung.Wider }),
            .. Seated(clinicians, onCall, seats).Select(p => p with { Rung = Rung.OnCall }),
        ];
        return new WhoCanBeRung(people, clinicians, seats);
    }

    public async ValueTask Show(string desk, DeskEntry entry) => await grains.GetGrain<IDeskGrain>(desk).Show(entry);

    private static IEnumerable<Reachable> Seated(IReadOnlyList<Reachable> people, string desk, Dictionary<string, string> seats)
    {
        foreach (var one in people)
        {
            seats.TryAdd(one.Person, desk);
        }
        return people;
    }
}
