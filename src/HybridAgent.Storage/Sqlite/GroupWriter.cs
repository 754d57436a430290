using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using HybridAgent.Core.Calls;
using HybridAgent.Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Storage.Sqlite;

/// <summary>Something that waits for the writer.</summary>
internal interface IPending
{
    /// <summary>Nothing of it was stored.</summary>
    void Fail(Exception why);
}

internal sealed record PendingAppend(CallId Call, long Expected, IReadOnlyList<NewEvent> Events, CallRow Row) : IPending
{
    public TaskCompletionSource<IReadOnlyList<StoredEvent>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Fail(Exception why) => Done.TrySetException(why);
}

internal sealed record PendingClaim(string Owner, DateTimeOffset Now, TimeSpan Lease) : IPending
{
    public TaskCompletionSource<IReadOnlyList<(string Practice, CallId Call)>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Fail(Exception why) => Done.TrySetException(why);
}

/// <summary>
/// The only writer. Takes all appends that wait, seals and chains each, and commits them with one fsync. An append that conflicts or
/// cannot be sealed (its key does not open) fails alone; a commit that fails fails all of its group, and nothing of it is stored.
/// </summary>
internal sealed class GroupWriter(SqliteConnection connection, IPracticeKeys keys, ConcurrentDictionary<CallId, CallKey> opened, ILogger log) : IDisposable
{
    private const int LargestGroup = 256;
    private readonly WatchRows watch = new(connection);

    public void Run(ChannelReader<IPending> waiting)
    {
        var group = new List<IPending>(LargestGroup);
        while (waiting.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            group.Clear();
            while (group.Count < LargestGroup && waiting.TryRead(out var pending))
            {
                group.Add(pending);
            }
            Commit(group);
        }
    }

    public void Dispose() => connection.Dispose();

    private void Commit(List<IPending> group)
    {
        var answers = new List<Action>(group.Count);
        try
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            foreach (var pending in group)
            {
                answers.Add(pending switch
                {
                    PendingAppend append => Write(append, transaction),
                    PendingClaim claim => Claim(claim, transaction),
                    _ => throw new InvalidOperationException($"{pending.GetType().Name} is nothing the store does."),
                });
            }
            transaction.Commit();
        }
        catch (Exception e)
        {
            // Whatever it is: this thread is the only writer, and those who wait must hear that nothing was stored.
            log.LogError("Nothing of {Count} appends was stored: {Error}", group.Count, Reason(e));
            var failure = new StoreUnavailableException($"Nothing was stored: {Reason(e)}.", e);
            group.ForEach(p => p.Fail(failure));
            watch.Forget();
            return;
        }
        // Only now is it true.
        answers.ForEach(answer => answer());
    }

    private Action Claim(PendingClaim claim, SqliteTransaction transaction)
    {
        var claimed = watch.Claim(claim, transaction);
        return () => claim.Done.TrySetResult(claimed);
    }

    private static string Reason(Exception e) => e switch
    {
        SqliteException { SqliteErrorCode: 13 } => "the disk is full",
        SqliteException s => $"SQLite error {s.SqliteErrorCode}",
        _ => e.GetType().Name,
    };

    private Action Write(PendingAppend pending, SqliteTransaction transaction)
    {
        var (sequence, head) = Head(pending.Call, transaction);
        if (sequence != pending.Expected)
        {
            return () => pending.Done.TrySetException(new SequenceConflictException(pending.Call, pending.Expected));
        }
        List<Sealed> events;
        try
        {
            events = Seal(pending, sequence, head, transaction);
        }
        catch (Exception e) when (e is not SqliteException)
        {
            // One call's trouble: the others of the group must not share it.
            log.LogError("Call {Call}: nothing was stored: {Error}", pending.Call, e.GetType().Name);
            return () => pending.Fail(new StoreUnavailableException($"Nothing was stored: {e.GetType().Name}.", e));
        }
        foreach (var e in events)
        {
            Insert(e.Header, e.Ciphertext, e.Hash, transaction);
            (sequence, head) = (e.Header.Sequence, e.Hash);
        }
        Update(pending.Row, sequence, head, transaction);
        watch.Write(pending.Row, transaction);
        return () => pending.Done.TrySetResult([.. events.Select(e => e.Stored)]);
    }

    private List<Sealed> Seal(PendingAppend pending, long sequence, byte[] head, SqliteTransaction transaction)
    {
        var key = KeyOf(pending, transaction);
        var practice = keys.Pseudonym(pending.Row.Practice);
        var events = new List<Sealed>(pending.Events.Count);
        foreach (var fresh in pending.Events)
        {
            sequence++;
            var at = DateTimeOffset.FromUnixTimeMilliseconds(fresh.At.ToUnixTimeMilliseconds());
            var plain = JsonSerializer.SerializeToUtf8Bytes(fresh.Event, CallJson.Options);
            var header = new EventHeader(
                practice, pending.Call.Value, sequence, CallEventKinds.Of(fresh.Event), at.ToUnixTimeMilliseconds(), fresh.Actor, fresh.Command,
                key.Id, head, []);
            var ciphertext = key.Seal(plain, header.Associated());
            header = header with { CiphertextHash = SHA256.HashData(ciphertext) };
            head = header.Hash();
            events.Add(new Sealed(header, ciphertext, head, new StoredEvent(pending.Call, sequence, at, fresh.Actor, fresh.Command, fresh.Event)));
        }
        return events;
    }

    private (long Sequence, byte[] Head) Head(CallId call, SqliteTransaction transaction)
    {
        using var command = Command("SELECT sequence, head FROM call_row WHERE call_id = @call", transaction);
        command.Parameters.AddWithValue("@call", call.Value.ToByteArray(bigEndian: true));
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), (byte[])reader.GetValue(1)) : (0, EventHeader.Origin);
    }

    private CallKey KeyOf(PendingAppend pending, SqliteTransaction transaction)
    {
        if (opened.TryGetValue(pending.Call, out var known) && pending.Expected > 0)
        {
            return known;
        }
        var call = pending.Call.Value.ToByteArray(bigEndian: true);
        using (var ask = Command("SELECT wrapped FROM call_key WHERE call_id = @call", transaction))
        {
            ask.Parameters.AddWithValue("@call", call);
            if (ask.ExecuteScalar() is byte[] wrapped)
            {
                return opened[pending.Call] = CallKey.Open(keys, pending.Row.Practice, wrapped);
            }
        }
        var (key, fresh) = CallKey.Create(keys, pending.Row.Practice);
        using var insert = Command("INSERT INTO call_key (call_id, practice, wrapped) VALUES (@call, @practice, @wrapped)", transaction);
        insert.Parameters.AddWithValue("@call", call);
        insert.Parameters.AddWithValue("@practice", pending.Row.Practice);
        insert.Parameters.AddWithValue("@wrapped", fresh);
        insert.ExecuteNonQuery();
        return opened[pending.Call] = key;
    }

    private void Insert(EventHeader header, byte[] ciphertext, byte[] hash, SqliteTransaction transaction)
    {
        using var command = Command(
            """
            INSERT INTO event (call_id, sequence, practice, kind, utc_ms, actor, command, key_id, previous, ciphertext_hash, hash, ciphertext)
            VALUES (@call, @sequence, @practice, @kind, @utc, @actor, @command, @key, @previous, @sealed, @hash, @ciphertext)
            """, transaction);
        command.Parameters.AddWithValue("@call", header.Call.ToByteArray(bigEndian: true));
        command.Parameters.AddWithValue("@sequence", header.Sequence);
        command.Parameters.AddWithValue("@practice", header.Practice);
        command.Parameters.AddWithValue("@kind", header.Kind);
        command.Parameters.AddWithValue("@utc", header.UtcMs);
        command.Parameters.AddWithValue("@actor", header.Actor);
        command.Parameters.AddWithValue("@command", header.Command);
        command.Parameters.AddWithValue("@key", header.KeyId);
        command.Parameters.AddWithValue("@previous", header.Previous);
        command.Parameters.AddWithValue("@sealed", header.CiphertextHash);
        command.Parameters.AddWithValue("@hash", hash);
        command.Parameters.AddWithValue("@ciphertext", ciphertext);
        command.ExecuteNonQuery();
    }

    private void Update(CallRow row, long sequence, byte[] head, SqliteTransaction transaction)
    {
        using var command = Command(
            """
            INSERT INTO call_row (call_id, practice, pool, started_ms, live, closed, promise_due_ms, message, level, sequence, head, caller)
            VALUES (@call, @practice, @pool, @started, @live, @closed, @due, @message, @level, @sequence, @head, @caller)
            ON CONFLICT (call_id) DO UPDATE SET live = @live, closed = @closed, promise_due_ms = @due, message = @message,
              level = @level, sequence = @sequence, head = @head
            """, transaction);
        command.Parameters.AddWithValue("@call", row.Call.Value.ToByteArray(bigEndian: true));
        command.Parameters.AddWithValue("@practice", row.Practice);
        command.Parameters.AddWithValue("@pool", row.Pool);
        command.Parameters.AddWithValue("@started", row.Started.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("@live", row.Live);
        command.Parameters.AddWithValue("@closed", row.Closed);
        command.Parameters.AddWithValue("@due", (object?)row.PromiseDue?.ToUnixTimeMilliseconds() ?? DBNull.Value);
        command.Parameters.AddWithValue("@message", row.Message);
        command.Parameters.AddWithValue("@level", row.Level);
        command.Parameters.AddWithValue("@sequence", sequence);
        command.Parameters.AddWithValue("@head", head);
        command.Parameters.AddWithValue("@caller", row.From is { } from ? keys.Fingerprint(row.Practice, from) : DBNull.Value);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, SqliteTransaction transaction)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant text of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = transaction;
        return command;
    }
    private sealed record Sealed(EventHeader Header, byte[] Ciphertext, byte[] Hash, StoredEvent Stored);
}
