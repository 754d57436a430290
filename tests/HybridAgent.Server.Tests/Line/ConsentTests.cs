using System.Collections.Concurrent;
using System.Threading.Channels;
using HybridAgent.Core.Calls;
using HybridAgent.Server.Line;
using HybridAgent.Speech;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAgent.Server.Tests.Line;

/// <summary>No audio reaches speech-to-text before the notice has ended, and none at all from a caller who refuses.</summary>
public sealed class ConsentTests
{
    [Fact]
    public async Task No_audio_reaches_the_engine_before_the_notice_has_ended()
    {
        var ear = new Ear();
        await using var server = await RunningServer.Start(engine: ear);
        var (call, _) = await server.Call();
        await server.Answer(call);
        await server.Until(call, s => s.NoticeHeard);
        await Until(() => ear.Frames(LegRole.Caller) > 10 && ear.Frames(LegRole.Operator) > 10);
        var events = await server.Services.GetRequiredService<IEventStore>().Read(call, 0, TestContext.Current.CancellationToken);
        var notice = events.Single(e => e.Event is NoticeEnded);
        Assert.InRange(((NoticeEnded)notice.Event).PlayedMs, 2000, 6000);
        Assert.All(ear.Opened, at => Assert.True(at >= notice.At, $"Opened at {at:O}, the notice ended at {notice.At:O}."));
        Assert.Equal(0, ear.Frames(LegRole.Assistant));
    }

    [Fact]
    public async Task A_caller_who_refuses_during_the_notice_is_never_heard_by_the_engine_and_is_served_by_a_human()
    {
        var ear = new Ear();
        await using var server = await RunningServer.Start(engine: ear);
        var (call, caller) = await server.Call();
        await server.Services.GetRequiredService<LineNode>().Open(server.Practice, call).RefuseConsent();
        var op = await server.Answer(call);
        await server.Until(call, s => s.NoticeHeard);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        Assert.Empty(ear.Opened);
        Assert.True(await RunningServer.Hears(op));
        Assert.True(await RunningServer.Hears(caller));
        Assert.Contains("refused", OperatorConsole.SayNow.Transcript(await server.Grain(call).Read()));
    }

    [Fact]
    public async Task A_caller_who_refuses_later_is_heard_by_the_engine_no_more()
    {
        var ear = new Ear();
        await using var server = await RunningServer.Start(engine: ear);
        var (call, _) = await server.Call();
        await server.Answer(call);
        await Until(() => ear.Frames(LegRole.Caller) > 10);
        await server.Services.GetRequiredService<LineNode>().Open(server.Practice, call).RefuseConsent();
        await Task.Delay(200, TestContext.Current.CancellationToken);
        var heard = ear.Frames(LegRole.Caller);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        Assert.Equal(heard, ear.Frames(LegRole.Caller));
        Assert.True((await server.Grain(call).Read()).HumanPresent);
    }

    private static async Task Until(Func<bool> wanted)
    {
        for (var waited = 0; waited < 200 && !wanted(); waited++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        Assert.True(wanted());
    }

    /// <summary>An engine that only counts what reaches it.</summary>
    private sealed class Ear : ITranscriber
    {
        private readonly ConcurrentDictionary<LegRole, int> frames = new();

        public ConcurrentQueue<DateTimeOffset> Opened { get; } = new();

        public string Name => "ear";

        public TranscriberStatus Status => TranscriberStatus.Ready;

        public int Frames(LegRole leg) => frames.GetValueOrDefault(leg);

        public ValueTask<ITranscription> Open(TranscriptionOptions options, CancellationToken cancellation = default)
        {
            Opened.Enqueue(DateTimeOffset.UtcNow);
            return ValueTask.FromResult<ITranscription>(new Session(() => frames.AddOrUpdate(options.Leg, 1, (_, n) => n + 1)));
        }

        private sealed class Session(Action heard) : ITranscription
        {
            private readonly Channel<Heard> results = Channel.CreateUnbounded<Heard>();

            public ChannelReader<Heard> Results => results.Reader;

            public TimeSpan Lag => TimeSpan.Zero;

            public TimeSpan Dropped => TimeSpan.Zero;

            public void Write(ReadOnlySpan<short> frame) => heard();

            public void Complete() => results.Writer.TryComplete();

            public ValueTask DisposeAsync()
            {
                Complete();
                return ValueTask.CompletedTask;
            }
        }
    }
}
