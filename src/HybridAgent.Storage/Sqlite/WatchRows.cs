using HybridAgent.Core.Calls;
using Microsoft.Data.Sqlite;

namespace HybridAgent.Storage.Sqlite;

/// <summary>
/// The rows behind <see cref="IWatchList"/>. Used by the writer's thread only, inside its transaction. What was last written of a call
/// is remembered, because most appends change nothing here.
/// </summary>
internal sealed class WatchRows(SqliteConnection connection)
{
    private readonly Dictionary<CallId, IReadOnlyList<DueWork>> written = [];

    /// <summary>The transaction was not committed: what was remembered may not be so.</summary>
    public void Forget() => written.Clear();

    public void Write(CallRow row, SqliteTransaction transaction)
    {
        var known = written.GetValueOrDefault(row.Call);
        if (row.Live && known is not null && known.SequenceEqual(row.Due))
        {
            return;
        }
        if (row.Live)
        {
            Run("INSERT OR IGNORE INTO live_call (call_id, practice) VALUES (@call, @practice)", row, transaction);
            written[row.Call] = row.Due;
        }
        else
        {
            Run("DELETE FROM live_call WHERE call_id = @call", row, transaction);
            written.Remove(row.Call);
        }
        // Row by row, so that what stays keeps its lease.
        foreach (var key in (known?.Select(d => d.Key) ?? Keys(row, transaction)).Except(row.Due.Select(d => d.Key)))
        {
            Run("DELETE FROM due_work WHERE call_id = @call AND key = @key", row, transaction, ("@key", key));
        }
        foreach (var due in row.Due.Except(known ?? []))
        {
            Run("""
                INSERT INTO due_work (call_id, key, practice, due_ms) VALUES (@call, @key, @practice, @due)
                ON CONFLICT (call_id, key) DO UPDATE SET due_ms = @due WHERE due_ms <> @due
                """, row, transaction, ("@key", due.Key), ("@due", due.At.ToUnixTimeMilliseconds()));
        }
    }

    /// <summary>
    /// Takes what nobody holds or holds no longer, renews what is half over, and names all that this owner holds. A call has one
    /// watcher: what falls due of a live call is its watcher's, and of any other call all that is due goes to one owner.
    /// </summary>
    public IReadOnlyList<(string Practice, CallId Call)> Claim(PendingClaim claim, SqliteTransaction transaction)
    {
        // Most seconds there is nothing to take and nothing to renew: then nothing is written, and no disk waits.
        Run("""
            UPDATE live_call SET lease_owner = @me, lease_until_ms = @until
            WHERE lease_owner IS NULL OR lease_until_ms <= @now OR (lease_owner = @me AND lease_until_ms < @half);
            UPDATE due_work SET lease_owner = @me, lease_until_ms = @until
            WHERE due_ms <= @now AND (lease_owner IS NULL OR lease_until_ms <= @now OR (lease_owner = @me AND lease_until_ms < @half))
              AND NOT EXISTS (SELECT 1 FROM live_call l WHERE l.call_id = due_work.call_id)
              AND NOT EXISTS (SELECT 1 FROM due_work o WHERE o.call_id = due_work.call_id AND o.lease_owner <> @me AND o.lease_until_ms > @now)
            """, claim, transaction);
        using var ask = Command("""
            SELECT practice, call_id FROM live_call WHERE lease_owner = @me
            UNION SELECT practice, call_id FROM due_work WHERE lease_owner = @me AND due_ms <= @now
              AND NOT EXISTS (SELECT 1 FROM live_call l WHERE l.call_id = due_work.call_id)
            """, transaction);
        Bind(ask, claim);
        using var reader = ask.ExecuteReader();
        var claimed = new List<(string, CallId)>();
        while (reader.Read())
        {
            claimed.Add((reader.GetString(0), SqliteEventStore.Id(reader, 1)));
        }
        return claimed;
    }

    private List<string> Keys(CallRow row, SqliteTransaction transaction)
    {
        using var ask = Command("SELECT key FROM due_work WHERE call_id = @call", transaction);
        ask.Parameters.AddWithValue("@call", row.Call.Value.ToByteArray(bigEndian: true));
        using var reader = ask.ExecuteReader();
        var keys = new List<string>();
        while (reader.Read())
        {
            keys.Add(reader.GetString(0));
        }
        return keys;
    }

    private void Run(string sql, PendingClaim claim, SqliteTransaction transaction)
    {
        using var command = Command(sql, transaction);
        Bind(command, claim);
        command.ExecuteNonQuery();
    }

    private static void Bind(SqliteCommand command, PendingClaim claim)
    {
        command.Parameters.AddWithValue("@me", claim.Owner);
        command.Parameters.AddWithValue("@now", claim.Now.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("@until", (claim.Now + claim.Lease).ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("@half", (claim.Now + (claim.Lease / 2)).ToUnixTimeMilliseconds());
    }

    private void Run(string sql, CallRow row, SqliteTransaction transaction, params (string Name, object Value)[] more)
    {
        using var command = Command(sql, transaction);
        command.Parameters.AddWithValue("@call", row.Call.Value.ToByteArray(bigEndian: true));
        command.Parameters.AddWithValue("@practice", row.Practice);
        foreach (var (name, value) in more)
        {
            command.Parameters.AddWithValue(name, value);
        }
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, SqliteTransaction transaction)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = transaction;
        return command;
    }
}
