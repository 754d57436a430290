using Microsoft.Data.Sqlite;

namespace HybridAgent.Storage.Sqlite;

/// <summary>Tables of the store. Nothing here is personal data in the clear: payloads are sealed, rows are codes and times.</summary>
internal static class Schema
{
    public const int Version = 2;
    public const string FileName = "calls.db";

    /// <summary>Each entry brings the database from the version before to its own (first entry: version 1). Never changed once released.</summary>
    private static readonly string[] Steps =
    [
        """
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
        """,
        """
        ALTER TABLE call_row ADD COLUMN caller BLOB;
        CREATE INDEX call_row_caller ON call_row (practice, caller, started_ms) WHERE caller IS NOT NULL;
        CREATE TABLE live_call (
          call_id BLOB PRIMARY KEY, practice TEXT NOT NULL, lease_owner TEXT, lease_until_ms INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
        CREATE TABLE due_work (
          call_id BLOB NOT NULL, key TEXT NOT NULL, practice TEXT NOT NULL, due_ms INTEGER NOT NULL,
          lease_owner TEXT, lease_until_ms INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (call_id, key)) WITHOUT ROWID;
        CREATE INDEX due_work_due ON due_work (due_ms);
        INSERT INTO live_call (call_id, practice) SELECT call_id, practice FROM call_row WHERE live = 1;
        INSERT INTO due_work (call_id, key, practice, due_ms) SELECT call_id, 'promise', practice, promise_due_ms FROM call_row WHERE promise_due_ms IS NOT NULL;
        """,
    ];

    public static SqliteConnection Connect(string folder, bool readOnly)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, FileName),
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
        var found = KnownVersion(connection);
        for (var step = found; step < Version; step++)
        {
            using var transaction = connection.BeginTransaction();
            Run(connection, Steps[step] + $"PRAGMA user_version={step + 1};", transaction);
            transaction.Commit();
        }
        // The folder's lock is ours: whoever held a lease is dead.
        Run(connection, "UPDATE live_call SET lease_owner = NULL WHERE lease_owner IS NOT NULL; UPDATE due_work SET lease_owner = NULL WHERE lease_owner IS NOT NULL;");
    }

    /// <summary>The version of a database that this program knows.</summary>
    /// <exception cref="InvalidDataException">The database was written by a newer version.</exception>
    public static int KnownVersion(SqliteConnection connection)
    {
        using var ask = connection.CreateCommand();
        ask.CommandText = "PRAGMA user_version";
        var found = Convert.ToInt32(ask.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
        return found <= Version
            ? found
            : throw new InvalidDataException($"The database has version {found}; this program knows {Version}. Use the newer program.");
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
