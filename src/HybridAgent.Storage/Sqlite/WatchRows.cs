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
        if (known is null || !known.SequenceEqual(row.Due))
        {
            Run("DELETE FROM due_work WHERE call_id = @call", row, transaction);
            foreach (var due in row.Due)
            {
                Run("INSERT INTO due_work (call_id, key, practice, due_ms) VALUES (@call, @key, @practice, @due)", row, transaction,
                    ("@key", due.Key), ("@due", due.At.ToUnixTimeMilliseconds()));
            }
        }
    }

    /// <summary>Takes what nobody holds or holds no longer, renews what is half over, and names all that this owner holds.</summary>
    public IReadOnlyList<(string Practice, CallId Call)> Claim(PendingClaim claim, SqliteTransaction transaction)
    {
        // Most seconds there is nothing to take and nothing to renew: then nothing is written, and no disk waits.
        Run("""
            UPDATE live_call SET lease_owner = @me, lease_until_ms = @until
            WHERE lease_owner IS NULL OR lease_until_ms < @now OR (lease_owner = @me AND lease_until_ms < @half);
            UPDATE due_work SET lease_owner = @me, lease_until_ms = @until
            WHERE due_ms <= @now AND (lease_owner IS NULL OR lease_until_ms < @now OR (lease_owner = @me AND lease_until_ms < @half))
            """, claim, transaction);
        using var ask = Command("""
            SELECT practice, call_id FROM live_call WHERE lease_owner = @me
            UNION SELECT practice, call_id FROM due_work WHERE lease_owner = @me AND due_ms <= @now
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
