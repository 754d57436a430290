using System.Collections.Concurrent;
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
    private readonly DataFolderLock owned;
    private readonly Channel<IPending> waiting = Channel.CreateUnbounded<IPending>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<CallId, CallKey> opened = new();
    private readonly RecordReader records;
    private readonly GroupWriter writer;
    private readonly Task writing;

    private SqliteEventStore(string folder, DataFolderLock owned, IPracticeKeys keys, ILogger log)
    {
        this.owned = owned;
        records = new RecordReader(folder, keys, opened);
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

    /// <inheritdoc cref="RecordReader.Calls"/>
    public IReadOnlyList<CallId> Calls() => records.Calls();

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

    public ValueTask<IReadOnlyList<StoredEvent>> Read(CallId call, long after = 0, CancellationToken cancel = default) =>
        ValueTask.FromResult(records.Read(call, after));

    public ValueTask<IReadOnlyList<CallRow>> List(CallQuery query, CancellationToken cancel = default) => ValueTask.FromResult(records.List(query));

    public ValueTask<ChainStatus> Verify(CallId call, CancellationToken cancel = default) => ValueTask.FromResult(records.Verify(call));

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

    internal static CallId Id(SqliteDataReader reader, int column) => RecordReader.Id(reader, column);
}
