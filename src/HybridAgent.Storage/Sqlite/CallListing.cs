using System.Text;
using HybridAgent.Core.Calls;
using HybridAgent.Ledger;
using Microsoft.Data.Sqlite;

namespace HybridAgent.Storage.Sqlite;

/// <summary>
/// The question behind a <see cref="CallQuery"/>. Only what is asked for stands in it: a condition that might be empty would keep the
/// database from using any index, and every first ring asks for the caller's earlier calls.
/// </summary>
internal static class CallListing
{
    /// <exception cref="ArgumentException">A number without a practice, or a call without an instant.</exception>
    public static void Ask(SqliteCommand command, CallQuery query, IPracticeKeys keys)
    {
        if ((query.From is not null && query.Practice is null) || (query.BeforeCall is not null && query.Before is null))
        {
            throw new ArgumentException("A number is looked for within a practice, and a call comes before an instant.", nameof(query));
        }
        var text = new StringBuilder("SELECT call_id, practice, pool, started_ms, live, closed, promise_due_ms, message, level, sequence FROM call_row WHERE 1");
        void Where(string condition, string name, object? value)
        {
            if (value is not null)
            {
                text.Append(" AND ").Append(condition);
                command.Parameters.AddWithValue(name, value);
            }
        }
        Where("practice = @practice", "@practice", query.Practice);
        Where("pool = @pool", "@pool", query.Pool);
        Where("closed = @closed", "@closed", query.Closed);
        Where("(message <> '') = @message", "@message", query.HasMessage);
        Where("(message IN ('sent', 'read')) = @open", "@open", query.Unacknowledged);
        Where("caller = @caller", "@caller", query.From is { } from ? keys.Fingerprint(query.Practice!, from) : null);
        Where("started_ms >= @since", "@since", query.Since?.ToUnixTimeMilliseconds());
        Where(
            query.BeforeCall is null ? "started_ms < @before" : "(started_ms, call_id) < (@before, @beforeCall)",
            "@before", query.Before?.ToUnixTimeMilliseconds());
        if (query.BeforeCall is { } call)
        {
            command.Parameters.AddWithValue("@beforeCall", call.Value.ToByteArray(bigEndian: true));
        }
        // Written out, because the index of live calls holds only those.
        text.Append(query.Live switch { true => " AND live = 1", false => " AND live = 0", null => "" });
        text.Append(" ORDER BY started_ms DESC, call_id DESC LIMIT @take");
        command.Parameters.AddWithValue("@take", query.Take);
#pragma warning disable CA2100 // Constant texts of this file; every value is a parameter.
        command.CommandText = text.ToString();
#pragma warning restore CA2100
    }
}
