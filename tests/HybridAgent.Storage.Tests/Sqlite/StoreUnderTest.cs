using HybridAgent.Core.Calls;
using HybridAgent.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace HybridAgent.Storage.Tests.Sqlite;

/// <summary>A store in a folder of its own.</summary>
internal sealed class StoreUnderTest : IAsyncDisposable
{
    private StoreUnderTest(string folder) => (Folder, Store) = (folder, SqliteEventStore.Open(folder));

    public string Folder { get; }

    public SqliteEventStore Store { get; private set; }

    public static StoreUnderTest Open() => new(Directory.CreateTempSubdirectory("hybrid-agent-store-").FullName);

    public static CallId NewCall() => new(Guid.NewGuid());

    /// <summary>An event that says which it is.</summary>
    public static NewEvent Event(int number, string secret = "") =>
        new(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000 + number), "op-1", $"command-{number}", new FieldEdited("reason", $"{secret}{number}", "op-1"));

    public static CallRow Row(CallId call, string practice = "demo", bool live = true) =>
        new(call, practice, "main", DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000), live, !live, null, "", 0, 0, null, []);

    /// <summary>A row that differs from event to event: after this many it is or is not live, and this or nothing is due.</summary>
    public static CallRow RowAfter(CallId call, long events) => Row(call, live: events % 3 != 0) with
    {
        Due = events % 2 == 0 ? new[] { new DueWork($"due-{events}", DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000 + events)) } : Array.Empty<DueWork>(),
    };

    public ValueTask<IReadOnlyList<StoredEvent>> Append(CallId call, long expected, params int[] numbers) =>
        Store.Append(call, expected, [.. numbers.Select(n => Event(n))], Row(call));

    /// <summary>What the watch list's tables have of a call: "live", and what is due when.</summary>
    public static IReadOnlyList<string> Watched(string folder, CallId call) =>
        Ask(folder, $"""
            SELECT 'live' FROM live_call WHERE call_id = x'{call}' UNION ALL SELECT key || ' ' || due_ms FROM due_work WHERE call_id = x'{call}'
            """);

    /// <summary>What they should have by this row.</summary>
    public static IEnumerable<string> Watched(CallRow row) =>
        [.. row.Live ? (string[])["live"] : [], .. row.Due.Select(d => $"{d.Key} {d.At.ToUnixTimeMilliseconds()}").Order()];

    /// <summary>One column of the database's own file, as text.</summary>
    public static IReadOnlyList<string> Ask(string folder, string sql)
    {
        using var file = new SqliteConnection($"Data Source={Path.Combine(folder, "calls.db")};Pooling=False");
        file.Open();
        using var command = file.CreateCommand();
#pragma warning disable CA2100 // Constant texts of these tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var found = new List<string>();
        while (reader.Read())
        {
            found.Add(reader.GetString(0));
        }
        return found;
    }

    public async Task Reopen()
    {
        await Store.DisposeAsync();
        Store = SqliteEventStore.Open(Folder);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
