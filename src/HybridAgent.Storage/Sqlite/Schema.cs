using Microsoft.Data.Sqlite;

namespace HybridAgent.Storage.Sqlite;

/// <summary>Tables of the store. Nothing here is personal data in the clear: payloads are sealed, rows are codes and times.</summary>
internal static class Schema
{
    public const int Version = 1;

    private const string Tables = """
        CREATE TABLE event (
          call_id BLOB NOT NULL, sequence INTEGER NOT NULL, practice TEXT NOT NULL, kind TEXT NOT NULL, utc_ms INTEGER NOT NULL,
          actor TEXT NOT NULL, command TEXT NOT NULL, key_id TEXT NOT NULL, previous BLOB NOT NULL, ciphertext_hash BLOB NOT NULL,
          hash BLOB NOT NULL, ciphertext BLOB NOT NULL,
          PRIMARY KEY (call_id, sequence)) WITHOUT ROWID;
        CREATE TABLE call_key (call_id BLOB PRIMARY KEY, practice TEXT NOT NULL, wrapped BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE call_row (
          call_id BLOB PRIMARY KEY, practice TEXT NOT NULL, pool TEXT NOT NULL, started_ms INTEGER NOT NULL, live INTEGER NOT NULL,
          closed INTEGER NOT NULL, promise_due_ms INTEGER, message TEXT NOT NULL, level INTEGER NOT NULL, sequence INTEGER NOT NULL,
          head BLOB NOT NULL) WITHOUT ROWID;
        CREATE INDEX call_row_live ON call_row (started_ms) WHERE live = 1;
        CREATE INDEX call_row_practice ON call_row (practice, started_ms);
        """;

    public static SqliteConnection Connect(string folder, bool readOnly)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, "calls.db"),
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            Pooling = readOnly,
        }.ToString());
        connection.Open();
        if (!readOnly)
        {
            // temp_store in memory: nothing decrypted or sorted may touch the disk beside the database.
            Run(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=2000;");
        }
        return connection;
    }

    /// <exception cref="InvalidDataException">The database was written by a newer version.</exception>
    public static void Migrate(SqliteConnection connection)
    {
        using var ask = connection.CreateCommand();
        ask.CommandText = "PRAGMA user_version";
        var found = Convert.ToInt32(ask.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
        if (found > Version)
        {
            throw new InvalidDataException($"The database has version {found}; this program knows {Version}. Use the newer program.");
        }
        if (found == 0)
        {
            using var transaction = connection.BeginTransaction();
            Run(connection, Tables + $"PRAGMA user_version={Version};", transaction);
            transaction.Commit();
        }
    }

    private static void Run(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant text of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }
}
