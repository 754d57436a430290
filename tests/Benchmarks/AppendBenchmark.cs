using System.Collections.Concurrent;
using System.Diagnostics;
using HybridAgent.Core.Calls;
using HybridAgent.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace HybridAgent.Benchmarks;

/// <summary>
/// How long an event takes to become durable in the event store (sealed, chained, committed with fsync), against bare SQLite
/// that inserts as many bytes and commits with synchronous=FULL, on the same disk.
/// </summary>
internal static class AppendBenchmark
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(5);
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    public static async Task Run()
    {
        foreach (var calls in (int[])[1, 64])
        {
            var bare = await Measure("bare SQLite", calls, folder => new BareSqlite(folder));
            var store = await Measure("event store", calls, folder => new Store(folder));
            Console.WriteLine($"  {calls} calls: event store against bare SQLite: {store.Rate / bare.Rate:F2} x the events a second, {store.All.Median / bare.All.Median:F2} x p50, {store.All.At(0.99) / bare.All.At(0.99):F2} x p99");
        }
    }

    private static async Task<(Durations All, double Rate)> Measure(string what, int calls, Func<string, ITarget> open)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Directory.GetCurrentDirectory(), $".append-{Environment.ProcessId}"));
        try
        {
            await using var target = open(folder.FullName);
            await Load(target, calls, TimeSpan.FromSeconds(1)); // Warms up.
            var began = Stopwatch.GetTimestamp();
            var all = new Durations(await Load(target, calls, Span));
            var rate = all.Count / Stopwatch.GetElapsedTime(began).TotalSeconds;
            Console.WriteLine($"  {calls,2} calls, {what}: p50 {all.Median:F2} ms, p99 {all.At(0.99):F2} ms, {rate:F0} events/s");
            return (all, rate);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IEnumerable<double>> Load(ITarget target, int calls, TimeSpan span)
    {
        var took = new ConcurrentBag<List<double>>();
        var until = Stopwatch.GetTimestamp() + (long)(span.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, calls).Select(_ => Task.Run(async () =>
        {
            var (call, mine) = (new CallId(Guid.NewGuid()), new List<double>());
            for (long sequence = 0; Stopwatch.GetTimestamp() < until; sequence++)
            {
                var from = Stopwatch.GetTimestamp();
                await target.Append(call, sequence);
                mine.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            }
            took.Add(mine);
        })));
        return took.SelectMany(t => t);
    }

    private interface ITarget : IAsyncDisposable
    {
        ValueTask Append(CallId call, long sequence);
    }

    private sealed class Store(string folder) : ITarget
    {
        private readonly SqliteEventStore store = SqliteEventStore.Open(folder);

        public async ValueTask Append(CallId call, long sequence)
        {
            var heard = new Utterance($"u{sequence}", LegRole.Caller, "I have had this pain in my chest since the early morning", [], 1000, 4000, "scripted");
            var row = new CallRow(call, "demo", "demo", Start, true, false, null, "", 0, sequence + 1, null, []);
            await store.Append(call, sequence, [new NewEvent(Start, "system", $"hear-{sequence}", new UtteranceHeard(heard))], row);
        }

        public ValueTask DisposeAsync() => store.DisposeAsync();
    }

    /// <summary>One connection, one insert and one commit an event; who comes while another commits waits for it.</summary>
    private sealed class BareSqlite : ITarget
    {
        private readonly SemaphoreSlim one = new(1, 1);
        private readonly SqliteConnection connection;
        private readonly SqliteCommand insert;

        public BareSqlite(string folder)
        {
            connection = new SqliteConnection($"Data Source={Path.Combine(folder, "bare.db")};Pooling=False");
            connection.Open();
            using var create = connection.CreateCommand();
            create.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE event (call BLOB, sequence INTEGER, payload BLOB, PRIMARY KEY (call, sequence)) WITHOUT ROWID";
            create.ExecuteNonQuery();
            insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO event VALUES ($call, $sequence, $payload)";
            insert.Parameters.Add("$call", SqliteType.Blob);
            insert.Parameters.Add("$sequence", SqliteType.Integer);
            insert.Parameters.AddWithValue("$payload", new byte[450]); // As large as the store's row: payload, header, three hashes.
        }

        public async ValueTask Append(CallId call, long sequence)
        {
            await one.WaitAsync();
            try
            {
                insert.Parameters[0].Value = call.Value.ToByteArray();
                insert.Parameters[1].Value = sequence;
                insert.ExecuteNonQuery();
            }
            finally
            {
                one.Release();
            }
        }

        public ValueTask DisposeAsync()
        {
            insert.Dispose();
            connection.Dispose();
            one.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
