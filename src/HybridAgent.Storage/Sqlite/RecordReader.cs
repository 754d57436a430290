using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using HybridAgent.Core.Calls;
using HybridAgent.Ledger;
using Microsoft.Data.Sqlite;

namespace HybridAgent.Storage.Sqlite;

/// <summary>
/// Reads records and writes none: the reading half of the store, and by itself what the replay lab looks at a folder with. It takes
/// no lock, so a server may be answering calls on the folder meanwhile; a call that goes on is read as far as it got. Thread-safe.
/// </summary>
public sealed class RecordReader : IDisposable
{
    private readonly string folder;
    private readonly IPracticeKeys keys;
    private readonly ConcurrentDictionary<CallId, CallKey> opened;

    internal RecordReader(string folder, IPracticeKeys keys, ConcurrentDictionary<CallId, CallKey> opened) =>
        (this.folder, this.keys, this.opened) = (folder, keys, opened);

    /// <summary>Opens the records of a folder for reading.</summary>
    /// <exception cref="InvalidDataException">There is no store, it cannot be read, or a newer version wrote it.</exception>
    public static RecordReader Open(string folder, IPracticeKeys? keys = null)
    {
        folder = Path.GetFullPath(folder);
        if (!SqliteEventStore.IsIn(folder))
        {
            throw new InvalidDataException($"{folder}: there is no store in this folder.");
        }
        try
        {
            using var connection = Schema.Connect(folder, readOnly: true);
            _ = Schema.KnownVersion(connection);
        }
        catch (SqliteException e)
        {
            throw new InvalidDataException($"{folder}: the store cannot be read ({e.Message.ReplaceLineEndings(" ")}).");
        }
        return new RecordReader(folder, keys ?? new FilePracticeKeys(Path.Combine(folder, "keys"), mayCreate: false), new());
    }

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

    /// <summary>Events after sequence <paramref name="after"/>, in order.</summary>
    /// <exception cref="TamperedException">A payload cannot be opened.</exception>
    public IReadOnlyList<StoredEvent> Read(CallId call, long after = 0)
    {
        using var connection = Schema.Connect(folder, readOnly: true);
        var found = SealedEvents(connection, call, after);
        if (found.Count == 0)
        {
            return [];
        }
        var key = KeyOf(connection, call);
        return [.. found.Select(e => Unseal(call, key, e))];
    }

    /// <summary>Rows, newest first.</summary>
    public IReadOnlyList<CallRow> List(CallQuery query)
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
        return rows;
    }

    /// <summary>Checks the chain, the seals and the head of one call.</summary>
    public ChainStatus Verify(CallId call)
    {
        using var connection = Schema.Connect(folder, readOnly: true);
        // One snapshot: events and the row that names their head belong together.
        using var snapshot = connection.BeginTransaction(deferred: true);
        var events = SealedEvents(connection, call, 0);
        var head = events is [.., var last] ? Convert.ToHexStringLower(last.Hash) : "";
        var problem = ChainVerifier.Problem(call.Value, events) ?? HeadProblem(connection, call, events) ?? SealProblem(connection, call, events);
        return new ChainStatus(problem is null, events.Count, head, problem);
    }

    /// <summary>Forgets the keys it opened.</summary>
    public void Dispose()
    {
        foreach (var key in opened.Values)
        {
            key.Dispose();
        }
        SqliteConnection.ClearAllPools();
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
