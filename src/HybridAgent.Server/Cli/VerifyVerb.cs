using System.CommandLine;
using HybridAgent.Core.Calls;
using HybridAgent.Storage.Sqlite;

namespace HybridAgent.Server.Cli;

internal static class VerifyVerb
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Data folder of a stopped server.", DefaultValueFactory = _ => ServeVerb.DefaultFolder };
        var verb = new Command("verify", "Check the chain of every call of the local store. Exit 0 intact, 1 tampered.") { data };
        verb.SetAction((parsed, cancel) => Verify(parsed.GetValue(data)!, cancel));
        return verb;
    }

    private static async Task<int> Verify(string folder, CancellationToken cancel)
    {
        if (!Directory.Exists(folder))
        {
            throw new WrongInputException($"--data {folder}: there is no such folder.");
        }
        if (!SqliteEventStore.IsIn(folder))
        {
            throw new WrongInputException($"--data {folder}: there is no store in this folder.");
        }
        await using var store = SqliteEventStore.Open(folder);
        var calls = store.Calls();
        long events = 0;
        var broken = 0;
        foreach (var call in calls)
        {
            var status = await store.Verify(call, cancel);
            events += status.Events;
            if (!status.Intact)
            {
                broken++;
                Console.WriteLine($"BROKEN  {call}  {status.Problem}");
            }
        }
        Console.WriteLine($"{calls.Count} calls, {events} events, {(broken == 0 ? "every chain intact" : $"{broken} broken")}.");
        return broken == 0 ? 0 : 1;
    }
}
