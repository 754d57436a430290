using HybridAgent.Core.Calls;
using HybridAgent.Storage.Sqlite;

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

    public ValueTask<IReadOnlyList<StoredEvent>> Append(CallId call, long expected, params int[] numbers) =>
        Store.Append(call, expected, [.. numbers.Select(n => Event(n))], Row(call));

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
