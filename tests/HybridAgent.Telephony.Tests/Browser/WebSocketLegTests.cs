using System.Diagnostics;
using System.Net.WebSockets;
using HybridAgent.Core.Audio;
using Microsoft.Extensions.Time.Testing;

namespace HybridAgent.Telephony.Tests.Browser;

/// <summary>A real client on a real socket against a real server.</summary>
public sealed class WebSocketLegTests
{
    [Theory]
    [InlineData(AudioFrame.Bytes)]
    [InlineData(256)] // an audio worklet's 128 samples
    [InlineData(6400)]
    public async Task Two_browsers_on_a_bridge_hear_each_other(int bytesAMessage)
    {
        await using var edge = await Edge.Start();
        await using var caller = await edge.Connect("caller");
        await using var @operator = await edge.Connect("operator");
        _ = caller.Listen();
        _ = @operator.Listen();
        caller.Speak(100, bytesAMessage);
        @operator.Speak(200, bytesAMessage);
        await Eventually(() => caller.Last == 200 && @operator.Last == 100);
        Assert.Equal(0, (await edge.Leg("caller")).Malformed);
    }

    public static TheoryData<string, byte[], bool> Nonsense => new()
    {
        { "an odd number of bytes", new byte[639], false },
        { "an empty message", [], false },
        { "text that is no JSON", "hello"u8.ToArray(), true },
        { "an empty text", [], true },
        { "audio as text", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="u8.ToArray(), true },
        { "JSON without a type", "{\"kind\":\"mute\"}"u8.ToArray(), true },
        { "a type that is no text", "{\"type\":7}"u8.ToArray(), true },
        { "JSON that is no object", "[1,2,3]"u8.ToArray(), true },
        { "half a character", "{\"type\":\"\\ud800\"}"u8.ToArray(), true },
        { "JSON as deep as the sea", [.. Enumerable.Repeat((byte)'[', 5000)], true },
        { "more than 64 KiB", new byte[(64 * 1024) + 2], false },
        { "more than 64 KiB of text", [.. Enumerable.Repeat((byte)'x', 200_000)], true },
    };

    [Theory]
    [MemberData(nameof(Nonsense), DisableDiscoveryEnumeration = true)]
    public async Task Nonsense_is_counted_once_and_dropped_and_the_call_stays(string what, byte[] message, bool text)
    {
        await using var edge = await Edge.Start();
        await using var caller = await edge.Connect("caller");
        await using var @operator = await edge.Connect("operator");
        _ = @operator.Listen();
        caller.Speak(100);
        @operator.Speak(0);
        await Eventually(() => @operator.Last == 100);
        var leg = await edge.Leg("caller");
        await using var rude = await edge.Connect("rude");
        var hearing = rude.Listen();
        await rude.Send(message, text ? WebSocketMessageType.Text : WebSocketMessageType.Binary);
        var rudeLeg = await edge.Leg("rude");
        await Eventually(() => rudeLeg.Malformed > 0);
        rude.Speak(5);
        await Eventually(() => @operator.Last == 105);
        Assert.True(rudeLeg.Malformed == 1 && rudeLeg.IsAlive && !hearing.IsCompleted, what);
        Assert.Equal(0, leg.Malformed);
    }

    [Fact]
    public async Task A_text_that_is_no_UTF_8_ends_its_own_leg_and_hurts_nobody_else()
    {
        await using var edge = await Edge.Start();
        await using var caller = await edge.Connect("caller");
        await using var @operator = await edge.Connect("operator");
        await using var rude = await edge.Connect("rude");
        _ = @operator.Listen();
        caller.Speak(100);
        @operator.Speak(0);
        await rude.Send(new byte[] { 0xFF, 0xFE, 0xFD }, WebSocketMessageType.Text);
        var rudeLeg = await edge.Leg("rude");
        await Eventually(() => rudeLeg.Malformed == 1 || !rudeLeg.IsAlive);
        await Eventually(() => @operator.Last == 100);
    }

    [Fact]
    public async Task A_flood_ends_with_1008_and_a_reason_and_nobody_else_hears_of_it()
    {
        await using var edge = await Edge.Start();
        await using var caller = await edge.Connect("caller");
        await using var @operator = await edge.Connect("operator");
        await using var rude = await edge.Connect("rude");
        _ = @operator.Listen();
        caller.Speak(100);
        @operator.Speak(0);
        await Eventually(() => @operator.Last == 100);
        var end = rude.Listen();
        var flooding = Task.Run(async () =>
        {
            try
            {
                while (!end.IsCompleted)
                {
                    await rude.Send(new byte[32_000]);
                }
            }
            catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException)
            {
                return; // Shown the door.
            }
        });
        Assert.Equal("lost", await edge.End("rude"));
        Assert.True(await end.WaitAsync(TimeSpan.FromSeconds(10)) is WebSocketCloseStatus.PolicyViolation or null);
        await flooding;
        var frames = @operator.Frames;
        await Eventually(() => @operator.Frames > frames + 20 && @operator.Last == 100);
        Assert.Equal(["caller", "operator"], edge.Bridge.Describe().Select(l => l.Leg).Order());
    }

    [Theory]
    [InlineData(WebSocketMessageType.Binary, 2, 40_000)]
    [InlineData(WebSocketMessageType.Text, 17, 2_000)]
    public async Task Many_small_messages_are_a_flood_as_well_and_the_close_says_so(WebSocketMessageType type, int bytes, int messages)
    {
        await using var edge = await Edge.Start();
        await using var rude = await edge.Connect("rude");
        var end = rude.Listen();
        var message = type == WebSocketMessageType.Text ? "{\"type\":\"whatever\"}"u8.ToArray() : new byte[bytes];
        try
        {
            for (var i = 0; i < messages && !end.IsCompleted; i++)
            {
                await rude.Send(message, type);
            }
        }
        catch (WebSocketException)
        {
            Assert.NotEqual(WebSocketState.Open, rude.Socket.State);
        }
        Assert.Equal("lost", await edge.End("rude"));
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await end.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("More arrives than anybody can say.", rude.Socket.CloseStatusDescription);
    }

    [Fact]
    public async Task A_message_without_end_is_closed_with_1009()
    {
        await using var edge = await Edge.Start();
        await using var rude = await edge.Connect("rude");
        var end = rude.Listen();
        var before = GC.GetTotalMemory(true);
        try
        {
            for (var i = 0; i < 2000 && !end.IsCompleted; i++)
            {
                await rude.Send(new byte[16_000], end: false);
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException)
        {
            Assert.NotEqual(WebSocketState.Open, rude.Socket.State);
        }
        Assert.Equal("lost", await edge.End("rude"));
        Assert.True(await end.WaitAsync(TimeSpan.FromSeconds(10)) is WebSocketCloseStatus.MessageTooBig or null);
        Assert.InRange(GC.GetTotalMemory(true) - before, long.MinValue, 8 << 20);
    }

    [Fact]
    public async Task A_browser_that_hangs_up_gets_1000()
    {
        await using var edge = await Edge.Start();
        await using var caller = await edge.Connect("caller");
        var end = caller.Listen();
        await caller.Say("""{"type":"hangup"}""");
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await end.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("hung-up", await edge.End("caller"));
        Assert.False((await edge.Leg("caller")).IsAlive);
    }

    [Theory]
    [InlineData(HangupCause.Normal, WebSocketCloseStatus.NormalClosure)]
    [InlineData(HangupCause.Failure, WebSocketCloseStatus.InternalServerError)]
    public async Task When_we_hang_up_the_browser_learns_why(HangupCause cause, WebSocketCloseStatus code)
    {
        await using var edge = await Edge.Start();
        await using var caller = await edge.Connect("caller");
        var end = caller.Listen();
        caller.Speak(1);
        var leg = await edge.Leg("caller");
        await leg.HangupAsync(cause);
        Assert.False(leg.IsAlive);
        Assert.Equal(code, await end.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("closed", await edge.End("caller"));
    }

    [Fact]
    public async Task When_the_server_stops_the_browser_is_told_to_come_back()
    {
        await using var edge = await Edge.Start();
        await using var caller = await edge.Connect("caller");
        var end = caller.Listen();
        caller.Speak(1);
        await edge.Leg("caller");
        edge.Stop();
        Assert.Equal((WebSocketCloseStatus)1012, await end.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("closed", await edge.End("caller"));
    }

    [Fact]
    public async Task A_connection_that_breaks_is_lost_and_the_other_party_stays()
    {
        await using var edge = await Edge.Start();
        await using var caller = await edge.Connect("caller");
        await using var @operator = await edge.Connect("operator");
        _ = @operator.Listen();
        caller.Speak(100);
        @operator.Speak(0);
        await Eventually(() => @operator.Last == 100);
        caller.Socket.Abort();
        Assert.Equal("lost", await edge.End("caller"));
        var frames = @operator.Frames;
        await Eventually(() => @operator.Frames > frames + 20 && @operator.Last == 0);
        Assert.True((await edge.Leg("operator")).IsAlive);
    }

    [Fact]
    public async Task A_browser_that_goes_away_without_hanging_up_is_lost()
    {
        await using var edge = await Edge.Start();
        await using var caller = await edge.Connect("caller");
        await caller.Socket.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, null, default);
        Assert.Equal("lost", await edge.End("caller"));
    }

    [Fact]
    public async Task Three_seconds_without_audio_mean_that_the_browser_is_gone_whatever_else_it_says()
    {
        var time = new FakeTimeProvider();
        await using var edge = await Edge.Start(time);
        await using var caller = await edge.Connect("caller");
        var end = caller.Listen();
        var leg = await edge.Leg("caller");
        time.Advance(TimeSpan.FromSeconds(2));
        await caller.Send(new byte[AudioFrame.Bytes]);
        await caller.Send(new byte[1]);
        await Eventually(() => leg.Malformed == 1); // what came before it has been taken, too
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(leg.IsAlive);
        Assert.False(end.IsCompleted);
        await caller.Say("""{"type":"here"}""");
        await Eventually(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return end.IsCompleted;
        });
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await end);
        Assert.Equal("No audio for three seconds.", caller.Socket.CloseStatusDescription);
        Assert.Equal("lost", await edge.End("caller"));
    }

    [Fact]
    public async Task A_slow_reader_holds_no_memory_and_nobody_up_and_is_gone_after_five_seconds()
    {
        await using var edge = await Edge.Start();
        await using var slow = await edge.Connect("slow"); // speaks, and never reads
        slow.Speak(100);
        var leg = await edge.Leg("slow");
        var before = GC.GetTotalMemory(true);
        var frame = Sound.Level(1);
        var (from, slowest) = (Stopwatch.GetTimestamp(), TimeSpan.Zero);
        // What it does not take soon fills the sockets; from then on each frame pushes out an older one.
        while (leg.IsAlive && Stopwatch.GetElapsedTime(from) < TimeSpan.FromSeconds(20))
        {
            for (var i = 0; i < 200; i++)
            {
                var began = Stopwatch.GetTimestamp();
                leg.Write(frame);
                slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(began).Ticks));
            }
            await Task.Delay(1);
        }
        Assert.Equal("lost", await edge.End("slow"));
        Assert.InRange(GC.GetTotalMemory(true) - before, long.MinValue, 8 << 20);
        Assert.True(slowest < TimeSpan.FromSeconds(1), $"a write took {slowest}");
    }

    [Fact]
    public async Task A_muted_browser_is_not_heard_until_it_unmutes()
    {
        await using var edge = await Edge.Start();
        await using var caller = await edge.Connect("caller");
        await using var @operator = await edge.Connect("operator");
        _ = @operator.Listen();
        @operator.Speak(0);
        await caller.Say("""{"type":"mute","on":true}""");
        var leg = await edge.Leg("caller");
        for (var i = 0; i < 20; i++)
        {
            await caller.Send(System.Runtime.InteropServices.MemoryMarshal.AsBytes<short>(Sound.Level(100)).ToArray());
            Assert.NotEqual(100, @operator.Last);
            await Task.Delay(20);
        }
        await caller.Say("""{"type":"mute","on":false}""");
        caller.Speak(100);
        await Eventually(() => @operator.Last == 100);
        Assert.Equal(0, leg.Malformed);
    }

    [Fact]
    public async Task A_request_that_fails_or_hangs_is_answered_and_does_not_hold_up_the_audio()
    {
        await using var edge = await Edge.Start();
        await using var caller = await edge.Connect("caller");
        await using var @operator = await edge.Connect("operator");
        _ = @operator.Listen();
        _ = caller.Listen();
        var asked = new List<string>();
        var leg = await edge.Leg("caller");
        leg.Received += type =>
        {
            asked.Add(type);
            return type == "hang" ? Task.Delay(Timeout.Infinite) : throw new InvalidOperationException("refused");
        };
        await caller.Say("""{"type":"hang"}""");
        await caller.Say("""{"type":"refuse-transcript"}""");
        await Eventually(() => caller.Messages.Length > 0);
        Assert.Equal("""{"type":"failed","about":"refuse-transcript"}""", caller.Messages.Single());
        caller.Speak(100);
        await Eventually(() => @operator.Last == 100);
        Assert.Equal(["hang", "refuse-transcript"], asked);
    }

    [Fact]
    public async Task A_peer_that_leaves_its_messages_lying_gets_no_more()
    {
        await using var edge = await Edge.Start();
        await using var caller = await edge.Connect("caller");
        var leg = await edge.Leg("caller");
        var told = 0;
        while (told < 100_000 && leg.Tell(new { type = "news", text = new string('x', 10_000) }))
        {
            told++;
            await Task.Yield();
        }
        Assert.InRange(told, 64, 99_999);
    }

    private static async Task Eventually(Func<bool> holds)
    {
        var from = Stopwatch.GetTimestamp();
        while (!holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(from) < TimeSpan.FromSeconds(15), "It did not come about within 15 s.");
            await Task.Delay(10);
        }
    }
}
