using CsCheck;
using HybridAgent.Core.Audio;

namespace HybridAgent.Telephony.Tests.Legs;

public sealed class JitterBufferTests
{
    private readonly JitterBuffer buffer = new();
    private readonly short[] frame = new short[AudioFrame.Samples];

    [Fact]
    public void It_waits_for_60_ms_and_then_gives_what_came_in()
    {
        buffer.Write(Sound.Level(1));
        Assert.False(buffer.Read(frame));
        buffer.Write([.. Sound.Level(2), .. Sound.Level(3)]);
        foreach (var expected in (short[])[1, 2, 3])
        {
            Assert.True(buffer.Read(frame));
            Assert.Equal(Sound.Level(expected), frame);
        }
        Assert.Equal(0, buffer.Underruns);
    }

    [Fact]
    public void Loss_fades_out_over_60_ms_without_a_jump_and_then_is_silent()
    {
        buffer.Write(Sound.Level(9000, 3));
        Read(3);
        short last = 9000;
        for (var i = 0; i < 3; i++)
        {
            Assert.False(buffer.Read(frame));
            foreach (var sample in frame)
            {
                Assert.InRange(last - sample, 0, 11); // 9000 in 960 steps
                last = sample;
            }
        }
        Assert.False(buffer.Read(frame));
        Assert.Equal(Sound.Level(0), frame);
        Assert.Equal(1, buffer.Underruns);
    }

    [Fact]
    public void Each_time_it_runs_dry_it_aims_20_ms_higher_up_to_200_ms()
    {
        for (var i = 1; i <= 12; i++)
        {
            buffer.Write(Sound.Level(1, 10));
            Read(12);
            Assert.Equal(Math.Min(200, 60 + (20 * i)), buffer.TargetMs);
        }
    }

    [Fact]
    public void Ten_calm_seconds_lower_the_aim_by_20_ms_down_to_60()
    {
        buffer.Write(Sound.Level(1, 3));
        Read(4);
        Assert.Equal(80, buffer.TargetMs);
        buffer.Write(Sound.Level(1, 4));
        Flow(499, AudioFrame.Samples);
        Assert.Equal(80, buffer.TargetMs);
        Flow(1, AudioFrame.Samples);
        Assert.Equal(60, buffer.TargetMs);
        Flow(1000, AudioFrame.Samples);
        Assert.Equal(60, buffer.TargetMs);
    }

    [Fact]
    public void A_second_that_arrives_at_once_is_skipped_to_its_newest_part()
    {
        for (short i = 1; i <= 50; i++)
        {
            buffer.Write(Sound.Level(i));
        }
        Assert.InRange(buffer.BufferedMs, 60, JitterBuffer.CapMs);
        Assert.True(buffer.Read(frame));
        Assert.InRange(frame[0], 36, 48);
        Assert.True(buffer.Skipped > 0);
    }

    [Fact]
    public void A_single_write_longer_than_the_whole_buffer_keeps_its_newest_part()
    {
        buffer.Write([.. Sound.Level(1, 200), .. Sound.Level(2, 3)]);
        Assert.Equal(60, buffer.BufferedMs);
        Assert.True(buffer.Read(frame));
        Assert.Equal(Sound.Level(2), frame);
    }

    [Fact]
    public void The_end_of_a_sentence_is_not_kept_back_when_the_sender_falls_silent()
    {
        // Discontinuous transmission: 40 ms of speech, less than the 60 ms aimed at, then nothing more.
        buffer.Write(Sound.Level(7, 2));
        var heard = Enumerable.Range(0, 5).Count(_ => buffer.Read(frame));
        Assert.Equal(2, heard);
        Assert.Equal(0, buffer.BufferedMs);
    }

    [Fact]
    public void After_a_burst_the_extra_delay_goes_away_again()
    {
        buffer.Write(Sound.Level(1, 14));
        Assert.Equal(280, buffer.BufferedMs);
        Flow(50 * 30, AudioFrame.Samples);
        Assert.InRange(buffer.BufferedMs, 60, 100);
        Assert.Equal(0, buffer.Underruns);
    }

    [Theory]
    [InlineData(322)] // 0.6 % fast, far beyond any sound card
    [InlineData(318)] // and slow
    public void A_sender_whose_clock_is_off_is_heard_with_little_delay_for_ever(int samplesATick)
    {
        buffer.Write(Sound.Level(1, 3));
        for (var minute = 0; minute < 10; minute++)
        {
            Flow(50 * 60, samplesATick);
            Assert.InRange(buffer.BufferedMs, 0, 220);
            Assert.InRange(buffer.Skipped, 0, (long)(minute + 1) * 60 * AudioFrame.SampleRate / 100);
        }
    }

    [Fact]
    public void A_steady_line_is_given_back_sample_for_sample_round_the_ring_and_round_again()
    {
        var (said, heard) = (0, 0);
        for (var i = 0; i < 2000; i++)
        {
            buffer.Write(Counting(said, AudioFrame.Samples));
            said += AudioFrame.Samples;
            if (buffer.Read(frame))
            {
                Assert.Equal(Counting(heard, AudioFrame.Samples), frame);
                heard += AudioFrame.Samples;
            }
        }
        Assert.Equal(2000 - 2, heard / AudioFrame.Samples);
        Assert.Equal(0, buffer.Skipped);
    }

    /// <summary>Whatever arrives whenever, in messages of whatever size.</summary>
    [Fact]
    public void However_it_arrives_nothing_is_reordered_repeated_or_kept_longer_than_300_ms()
    {
        // A positive step is a message of that many samples, a negative one that many ticks without one.
        Gen.Frequency((3, Gen.Int[1, 400]), (3, Gen.Int[-3, -1]), (1, Gen.Int[400, 40_000]), (1, Gen.Int[-30, -4])).Array[1, 200].Sample(steps =>
        {
            var (line, given) = (new JitterBuffer(), new short[AudioFrame.Samples]);
            long said = 0, heard = 0, last = -1;
            foreach (var step in steps)
            {
                if (step > 0)
                {
                    line.Write(Counting(said, step));
                    said += step;
                }
                for (var tick = 0; tick < Math.Max(1, -step); tick++)
                {
                    if (line.Read(given))
                    {
                        foreach (var sample in given)
                        {
                            // The number is known modulo 65536; it only ever goes forward, never beyond what was said.
                            last += (ushort)(sample - (short)last) is var ahead and > 0 ? ahead : 65_536;
                        }
                        heard += given.Length;
                        Assert.True(last < said);
                    }
                    Assert.InRange(line.BufferedMs, 0, JitterBuffer.CapMs);
                    Assert.InRange(line.TargetMs, JitterBuffer.StartMs, JitterBuffer.MaximumTargetMs);
                }
            }
            // Each sample was heard once, skipped once, or still waits.
            Assert.InRange(said - heard - line.Skipped - (line.BufferedMs * AudioFrame.SamplesPerMillisecond), 0, AudioFrame.SamplesPerMillisecond - 1);
        }, iter: 2000);
    }

    [Fact]
    public async Task Reading_and_writing_at_the_same_time_keeps_the_order()
    {
        const int total = 20_000;
        var writing = Task.Run(() =>
        {
            for (long i = 0; i < total; i++)
            {
                buffer.Write(Counting(i * AudioFrame.Samples, AudioFrame.Samples));
            }
        });
        long last = -1, frames = 0;
        while (!writing.IsCompleted || buffer.BufferedMs >= AudioFrame.Milliseconds)
        {
            if (buffer.Read(frame))
            {
                frames++;
                for (var i = 1; i < frame.Length; i++)
                {
                    Assert.Equal(1, (ushort)(frame[i] - frame[i - 1]));
                }
                last = frame[^1];
            }
        }
        await writing;
        Assert.True(frames > 0);
        Assert.Equal(unchecked((short)((total * AudioFrame.Samples) - 1)), last);
    }

    private static short[] Counting(long from, int samples)
    {
        var counting = new short[samples];
        for (var i = 0; i < samples; i++)
        {
            counting[i] = (short)(from + i);
        }
        return counting;
    }

    private void Read(int frames)
    {
        for (var i = 0; i < frames; i++)
        {
            buffer.Read(frame);
        }
    }

    private void Flow(int ticks, int samplesATick)
    {
        for (var i = 0; i < ticks; i++)
        {
            buffer.Write(new short[samplesATick]);
            buffer.Read(frame);
        }
    }
}
