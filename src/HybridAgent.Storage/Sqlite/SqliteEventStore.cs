using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using HybridAgent.Core.Calls;
using HybridAgent.Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAgent.Storage.Sqlite;

/// <summary>
/// The event store on SQLite: WAL, synchronous=FULL, one writer that commits everything waiting as one group. Payloads are sealed
/// and chained before they reach the file.
/// </summary>
public sealed class SqliteEventStore : IEventStore, IWatchList, IAsyncDisposable
{
    private readonly string folder;
    private readonly DataFolderLock owned;
    private readonly IPracticeKeys keys;
    private readonly Channel<IPending> waiting = Channel.CreateUnbounded<IPending>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<CallId, CallKey> opened = new();
    private readonly GroupWriter writer;
    private readonly Task writing;

    private SqliteEventStore(string folder, DataFolderLock owned, IPracticeKeys keys, ILogger log)
    {
        (this.folder, this.owned, this.keys) = (folder, owned, keys);
        writer = new GroupWriter(Schema.Connect(folder, readOnly: false), keys, opened, log);
        writing = Task.Factory.StartNew(() => writer.Run(waiting.Reader), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Opens (or creates) the store in a folder of its own, mode 0700.</summary>
    /// <exception cref="DataFolderInUseException">Another process has this folder.</exception>
    /// <exception cref="InvalidDataException">Written by a newer version.</exception>
    public static SqliteEventStore Open(string folder, IPracticeKeys? keys = null, ILogger? log = null)
    {
        folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var owned = DataFolderLock.Take(folder);
        try
        {
            using (var connection = Schema.Connect(folder, readOnly: false))
            {
                Schema.Migrate(connection);
            }
            File.SetUnixFileMode(Path.Combine(folder, Schema.FileName), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return new SqliteEventStore(folder, owned, keys ?? new FilePracticeKeys(Path.Combine(folder, "keys")), log ?? NullLogger.Instance);
        }
        catch
        {
            owned.Dispose();
            throw;
        }
    }

    /// <summary>True when this folder holds a store.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, Schema.FileName));

    /// <summary>Every call any table knows, so that a call whose row was removed is still found.</summary>
    public IReadOnlyList<CallId> Calls()
    {
        using var connection = Schema.Connect(folder, readOnly: true);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT call_id FROM event UNION SELECT call_id FROM call_row UNION SELECT call_id FROM call_key";
        using var reader = command.ExecuteReader();
        var calls = new List<CallId>();
        while (reader.Read())
        {
            calls.Add(Id(reader, 0));
        }
        return calls;
    }

    public async ValueTask<IReadOnlyList<StoredEvent>> Append(
        CallId call, long expected, IReadOnlyList<NewEvent> events, CallRow row, CancellationToken cancel = default)
    {
        var pending = new PendingAppend(call, expected, events, row);
        if (!waiting.Writer.TryWrite(pending))
        {
            throw new StoreUnavailableException("The store is closed.");
        }
        // Not cancelled halfway: once queued, the answer is whether it is durable.
        return await pending.Done.Task;
    }

    public async ValueTask<IReadOnlyList<(string Practice, CallId Call)>> Claim(string owner, DateTimeOffset now, TimeSpan lease, CancellationToken cancel = default)
    {
        var pending = new PendingClaim(owner, now, lease);
        if (!waiting.Writer.TryWrite(pending))
        {
            throw new StoreUnavailableException("The store is closed.");
        }
        return await pending.Done.Task.WaitAsync(cancel);
    }

    public ValueTask<IReadOnlyList<StoredEvent>> Read(CallId call, long after = 0, CancellationToken cancel = default)
    {
        using var connection = Schema.Connect(folder, readOnly: true);
        var found = SealedEvents(connection, call, after);
        if (found.Count == 0)
        {
            return ValueTask.FromResult<IReadOnlyList<StoredEvent>>([]);
        }
        var key = KeyOf(connection, call);
        return ValueTask.FromResult<IReadOnlyList<StoredEvent>>([.. found.Select(e => Unseal(call, key, e))]);
    }

    public ValueTask<IReadOnlyList<CallRow>> List(CallQuery query, CancellationToken cancel = default)
    {
        using var connection = Schema.Connect(folder, readOnly: true);
        using var command = connection.CreateCommand();
        CallListing.Ask(command, query, keys);
        using var reader = command.ExecuteReader();
        var rows = new List<CallRow>();
        while (reader.Read())
        {
            rows.Add(new CallRow(
                Id(reader, 0), reader.GetString(1), reader.GetString(2), At(reader.GetInt64(3)), reader.GetBoolean(4), reader.GetBoolean(5),
                reader.IsDBNull(6) ? null : At(reader.GetInt64(6)), reader.GetString(7), reader.GetInt32(8), reader.GetInt64(9), From: null, Due: []));
        }
        return ValueTask.FromResult<IReadOnlyList<CallRow>>(rows);
    }

    public ValueTask<ChainStatus> Verify(CallId call, CancellationToken cancel = default)
    {
        using var connection = Schema.Connect(folder, readOnly: true);
        // One snapshot: events and the row that names their head belong together.
        using var snapshot = connection.BeginTransaction(deferred: true);
        var events = SealedEvents(connection, call, 0);
        var head = events is [.., var last] ? Convert.ToHexStringLower(last.Hash) : "";
        var problem = ChainVerifier.Problem(call.Value, events) ?? HeadProblem(connection, call, events) ?? SealProblem(connection, call, events);
        return ValueTask.FromResult(new ChainStatus(problem is null, events.Count, head, problem));
    }

    public async ValueTask DisposeAsync()
    {
        if (!waiting.Writer.TryComplete())
        {
            return;
        }
        await writing;
        foreach (var key in opened.Values)
        {
            key.Dispose();
        }
        // Readers first: the last connection to leave moves the WAL into the database, and a reader could not.
        SqliteConnection.ClearAllPools();
        writer.Dispose();
        owned.Dispose();
    }

    internal static CallId Id(SqliteDataReader reader, int column) => new(new Guid((byte[])reader.GetValue(column), bigEndian: true));

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private static string? HeadProblem(SqliteConnection connection, CallId call, List<SealedEvent> events)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sequence, head FROM call_row WHERE call_id = @call";
        command.Parameters.AddWithValue("@call", call.Value.ToByteArray(bigEndian: true));
        using var reader = command.ExecuteReader();
        if (!reader.Read())
        {
            return events.Count == 0 ? null : "the call's row is missing";
        }
        return reader.GetInt64(0) == events.Count && events is [.., var last] && ((byte[])reader.GetValue(1)).AsSpan().SequenceEqual(last.Hash)
            ? null
            : $"the record ends at event {events.Count}, but {reader.GetInt64(0)} were written";
    }

    private string? SealProblem(SqliteConnection connection, CallId call, List<SealedEvent> events)
    {
        if (events.Count == 0)
        {
            return null;
        }
        try
        {
            var key = KeyOf(connection, call);
            events.ForEach(e => Unseal(call, key, e));
            return null;
        }
        catch (TamperedException e)
        {
            return e.Message;
        }
    }

    private static List<SealedEvent> SealedEvents(SqliteConnection connection, CallId call, long after)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT sequence, practice, kind, utc_ms, actor, command, key_id, previous, ciphertext_hash, hash, ciphertext
            FROM event WHERE call_id = @call AND sequence > @after ORDER BY sequence
            """;
        command.Parameters.AddWithValue("@call", call.Value.ToByteArray(bigEndian: true));
        command.Parameters.AddWithValue("@after", after);
        using var reader = command.ExecuteReader();
        var events = new List<SealedEvent>();
        while (reader.Read())
        {
            var header = new EventHeader(
                reader.GetString(1), call.Value, reader.GetInt64(0), reader.GetString(2), reader.GetInt64(3), reader.GetString(4),
                reader.GetString(5), reader.GetString(6), (byte[])reader.GetValue(7), (byte[])reader.GetValue(8));
            events.Add(new SealedEvent(header, (byte[])reader.GetValue(10), (byte[])reader.GetValue(9)));
        }
        return events;
    }

    private CallKey KeyOf(SqliteConnection connection, CallId call)
    {
        if (opened.TryGetValue(call, out var key))
        {
            return key;
        }
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT practice, wrapped FROM call_key WHERE call_id = @call";
        command.Parameters.AddWithValue("@call", call.Value.ToByteArray(bigEndian: true));
        using var reader = command.ExecuteReader();
        if (!reader.Read())
        {
            throw new TamperedException($"The key of call {call} is missing.");
        }
        try
        {
            return opened.GetOrAdd(call, CallKey.Open(keys, reader.GetString(0), (byte[])reader.GetValue(1)));
        }
        catch (CryptographicException)
        {
            throw new TamperedException($"The key of call {call} cannot be opened.");
        }
    }

    private static StoredEvent Unseal(CallId call, CallKey key, SealedEvent e)
    {
        try
        {
            var plain = key.Unseal(e.Ciphertext, e.Header.Associated());
            var payload = JsonSerializer.Deserialize<CallEvent>(plain, CallJson.Options)!;
            return new StoredEvent(call, e.Header.Sequence, At(e.Header.UtcMs), e.Header.Actor, e.Header.Command, payload);
        }
        catch (Exception x) when (x is CryptographicException or JsonException)
        {
            throw new TamperedException($"event {e.Header.Sequence}: the sealed payload does not open");
        }
    }
}
