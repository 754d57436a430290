using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Speech.Chain;

/// <summary>
/// One leg heard by a chain of engines. Everything but taking audio happens in steps of its own: no engine, however slow or
/// broken, holds up whoever writes.
/// </summary>
internal sealed class ChainedTranscription : ITranscription
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    /// <summary>An engine says within two seconds that it cannot hear; one that has not, can.</summary>
    private static readonly TimeSpan Answers = TimeSpan.FromSeconds(2);
    /// <summary>After the last audio: time for engines to finish, and for one more to be asked.</summary>
    private static readonly TimeSpan FinishWithin = TimeSpan.FromSeconds(60);
    /// <summary>An engine that kept the leg for so long has a clean record again.</summary>
    private static readonly TimeSpan Forgiven = TimeSpan.FromMinutes(5);
    /// <summary>Text this far behind the speaker is late, whoever heard it.</summary>
    private static readonly TimeSpan Behind = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CaughtUp = TimeSpan.FromSeconds(1);

    private readonly ChainParts _parts;
    private readonly TranscriptionOptions _options;
    private readonly Ear[] _ears;
    private readonly AudioForm _form;
    private readonly ReplayBuffer _audio;
    private readonly LegText _text;
    private readonly HeardQueue _heard = new();
    private readonly Turns _turns;
    private readonly Action _feed;
    private readonly ITimer _looking;
    private readonly List<Task> _closing = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _began;
    private Ear? _active;
    private string? _last;
    private Heard.Interrupted? _away;
    private Heard.Listening? _told;
    private long? _finishing;
    private long _lostMs;
    private bool _behind;
    private volatile bool _over;

    public ChainedTranscription(IReadOnlyList<ITranscriber> engines, TranscriptionOptions options, ChainParts parts)
    {
        (_options, _parts, _began) = (options, parts, parts.Time.GetTimestamp());
        _ears = [.. engines.Select((e, rank) => new Ear(e, rank))];
        _form = options.Encoding == LegEncoding.MuLaw ? AudioForm.MuLaw : AudioForm.Pcm;
        _audio = new ReplayBuffer(_form.BytesOf(parts.Settings.Buffer));
        _text = new LegText(_form, options.StartMs, _audio);
        _turns = new Turns(parts.Schedule, Broke);
        _feed = Feed;
        // Before this returns, so that legs get an engine's places in the order in which they were opened: the caller first.
        TakeOver();
        Action look = Look;
        _looking = parts.Time.CreateTimer(_ => _turns.Do(look), null, LookEvery, LookEvery);
    }

    public ChannelReader<Heard> Results => _heard.Reader;

    public TimeSpan Lag => _over ? TimeSpan.Zero : Volatile.Read(ref _active)?.Session?.Lag ?? _form.Time(_audio.Written - Math.Max(_audio.Settled, _audio.Start));

    public TimeSpan Dropped => TimeSpan.FromMilliseconds(Interlocked.Read(ref _lostMs));

    public string? Unreliable => Volatile.Read(ref _active)?.Session?.Unreliable;

    public void Write(ReadOnlySpan<short> frame) => Take(_form == AudioForm.MuLaw ? TelephoneAudio.Narrow(frame) : MemoryMarshal.AsBytes(frame));

    public void WriteMuLaw(ReadOnlySpan<byte> frame) => Take(_form == AudioForm.MuLaw ? frame : MemoryMarshal.AsBytes<short>(TelephoneAudio.Widen(frame)));

    private void Take(ReadOnlySpan<byte> audio)
    {
        if (_over || audio.IsEmpty) return;
        _audio.Write(audio);
        _turns.Do(_feed);
    }

    public void Complete() => _turns.Do(() =>
    {
        if (_over || _finishing is not null) return;
        _finishing = Now;
        _audio.Complete();
        // Whoever failed is asked once more: there is no later.
        foreach (var ear in _ears) ear.NotBefore = 0;
        Feed();
        if (_active is null) TakeOver();
    });

    public async ValueTask DisposeAsync()
    {
        _heard.End();
        _turns.Do(() => End(null));
        await _ended.Task.ConfigureAwait(false);
        await Task.WhenAll(_closing).ConfigureAwait(false);
    }

    private long Now => _parts.Time.GetTimestamp();

    private TimeSpan After(long timestamp) => _parts.Time.GetElapsedTime(timestamp, Now);

    private void Feed()
    {
        foreach (var ear in _ears)
        {
            try
            {
                ear.Feed(_audio, _form, missed => Missed(ear, _text.Ms(missed)));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Fell(ear, "The speech engine broke.", SpeechFailure.RuntimeError);
            }
        }
        if (_active is { Confirmed: true, Trouble: null, Session: { } session }) _text.Listened(session.Lag);
    }

    /// <summary>What one engine's session says; null when it has nothing more to say.</summary>
    private void Hear(Ear ear, ITranscription session, Heard? heard)
    {
        if (_over || ear.Session != session) return;
        if (heard is Heard.Partial { Text.Length: > 0 } or Heard.Final or Heard.Resumed) Well(ear);
        switch (heard)
        {
            case Heard.Partial shown when ear == _active:
                _text.Partial(shown);
                _heard.Post(shown);
                break;
            case Heard.Final final when ear == _active:
                Say(ear, final);
                break;
            case Heard.Final final:
                ear.Keep(final);
                break;
            case Heard.Spotted spotted when ear == _active:
                _heard.Post(spotted with { Engine = ear.Name });
                break;
            case Heard.Gap gap when ear == _active:
                Lost(gap);
                break;
            case Heard.Gap gap:
                ear.HoleUpToMs = Math.Max(ear.HoleUpToMs, gap.EndMs);
                break;
            case Heard.Interrupted trouble:
                ear.Troubled(trouble, Now);
                _parts.Metrics.Failed(ear.Name, trouble.Kind);
                if (ear == _active) Away(trouble);
                break;
            case Heard.Failed failed:
                Fell(ear, failed.Why, failed.Kind ?? SpeechFailure.RuntimeError);
                break;
            case null when _finishing is not null && ear == _active:
                End(null);
                break;
            case null:
                Fell(ear, "The speech engine stopped.", SpeechFailure.RuntimeError);
                break;
        }
    }

    private void Say(Ear ear, Heard.Final final)
    {
        if (_text.Admit(final, ear.CoveredMs) is not { } said) return;
        foreach (var other in _ears) other.ForgetUpTo(_text.SaidUpToMs);
        var lag = TimeSpan.FromMilliseconds(Math.Max(0, _text.NowMs - said.EndMs));
        _parts.Metrics.Heard(ear.Name, _options.Leg, said, lag);
        _heard.Post(said with { Engine = ear.Name, Late = said.Late || said.EndMs < ear.LateBeforeMs || lag >= Behind });
    }

    /// <summary>Audio that was kept was gone before this engine could be given it.</summary>
    private void Missed(Ear ear, int upToMs)
    {
        if (ear != _active) ear.HoleUpToMs = Math.Max(ear.HoleUpToMs, upToMs);
        else if (_text.MissingBefore(upToMs) is { } gap) Lost(gap);
    }

    private void Lost(Heard.Gap gap)
    {
        Interlocked.Add(ref _lostMs, gap.EndMs - gap.StartMs);
        _parts.Metrics.Gap(_options.Leg, TimeSpan.FromMilliseconds(gap.EndMs - gap.StartMs));
        _heard.Post(gap);
    }

    /// <summary>An engine hears, after all or again.</summary>
    private void Well(Ear ear)
    {
        if (!ear.Well(Now)) return;
        if (ear == _active) Tell();
        else if (_active is not { Trouble: null }) Promote(ear);
    }

    /// <summary>An engine's session is over before the leg is.</summary>
    private void Fell(Ear ear, string why, SpeechFailure kind)
    {
        _parts.Metrics.Failed(ear.Name, kind);
        _parts.Log.LogWarning("Speech engine {Engine}, call {Call}: {Why}", ear.Name, _options.Call, why);
        // One that never heard anything has lost nothing.
        if (ear == _active && ear.Confirmed) ear.Losses++;
        Close(ear);
        var full = Math.Min(_parts.Settings.LongestRetry.TotalSeconds, _parts.Settings.FirstRetry.TotalSeconds * Math.Pow(2, Math.Min(ear.Failures++, 20)));
        ear.NotBefore = Now + (long)(full * (0.5 + (0.5 * _parts.Jitter())) * _parts.Time.TimestampFrequency);
        if (ear == _active) _active = null;
        if (_active is { Trouble: null }) return;
        if (_active is null) Away(new Heard.Interrupted(why, kind));
        TakeOver();
        if (_finishing is not null && !Array.Exists(_ears, e => e.Session is not null || e.Opening)) End(new Heard.Failed(why, kind));
    }

    /// <summary>The best engine that hears gets the leg; when none does, the best that may be asked is asked.</summary>
    private void TakeOver()
    {
        foreach (var ear in _ears)
        {
            if (ear == _active || !ear.Hears) continue;
            Promote(ear);
            return;
        }
        foreach (var ear in _ears)
        {
            if (ear.Opening && After(ear.Since) < _parts.Settings.Patience) return;
            if (Ask(ear)) return;
        }
    }

    /// <returns>Whether it is asked for a session now.</returns>
    private bool Ask(Ear ear)
    {
        if (_over || ear.Session is not null || ear.Opening || ear.NotBefore > Now) return false;
        var from = _text.Begin();
        _ = ear.Ask(_options with { StartMs = _text.Ms(from) }, from, Now, session => _turns.Do(() => Arrived(ear, session)));
        return true;
    }

    private void Arrived(Ear ear, ITranscription? session)
    {
        if (_over || !ear.Opening)
        {
            if (session is not null) _ = Dispose(session);
            return;
        }
        if (session is null)
        {
            Fell(ear, "The speech engine could not be opened.", SpeechFailure.RuntimeError);
            return;
        }
        ear.Begin(session, Now, heard => _turns.Do(() => Hear(ear, session, heard)));
        if (_active is not { Trouble: null }) Promote(ear);
        Feed();
    }

    /// <summary>From here on this engine has the leg: it goes on where the last final ended.</summary>
    private void Promote(Ear ear)
    {
        if (_active is { Confirmed: true } lost && lost.Rank < ear.Rank) lost.Losses++;
        (_active, _behind) = (ear, false);
        if (_text.Withdraw() is { } shown) _heard.Post(shown);
        if (_text.MissingBefore(_text.Ms(ear.From)) is { } gap) Lost(gap);
        (ear.CoveredMs, ear.LateBeforeMs) = (_text.SaidUpToMs, _text.NowMs);
        foreach (var worse in _ears.Where(e => e.Rank > ear.Rank)) Close(worse);
        if (ear.Confirmed) Tell();
        foreach (var final in ear.Kept.ToArray()) Say(ear, final);
        ear.ForgetUpTo(int.MaxValue);
    }

    /// <summary>Four times a second: what only time tells.</summary>
    private void Look()
    {
        if (_over) return;
        if (_finishing is { } since && After(since) >= FinishWithin) End(new Heard.Failed("The speech engines did not finish in time.", SpeechFailure.ServiceTimeout));
        else if (_active is null) LookForOne();
        else if (_active.Trouble is not null)
        {
            if (After(_active.Since) >= _parts.Settings.Patience) TakeOver();
        }
        else
        {
            LookAt(_active);
            GiveBack(_active);
        }
    }

    private void LookForOne()
    {
        if (After(_began) >= Answers - LookEvery) Away(_away ?? new Heard.Interrupted("The speech engine has not answered yet.", SpeechFailure.ServiceTimeout));
        TakeOver();
    }

    private void LookAt(Ear active)
    {
        if (!active.Confirmed && After(active.Since) >= Answers) Well(active);
        if (active.Confirmed && After(active.Since) >= Forgiven) (active.Losses, active.Failures) = (0, 0);
        var lag = active.Session!.Lag;
        var behind = lag >= Behind || (_behind && lag >= CaughtUp);
        if (behind == _behind) return;
        _behind = behind;
        if (active.Confirmed) Tell();
    }

    /// <summary>A better engine that was lost is tried beside the one that has the leg, and gets it back between two utterances.</summary>
    private void GiveBack(Ear active)
    {
        foreach (var better in _ears.Where(e => e.Rank < active.Rank))
        {
            Ask(better);
            var probation = _parts.Settings.Probation * Math.Pow(2, Math.Clamp(better.Losses - 1, 0, 4));
            if (!better.Hears || After(better.Since) < probation || better.Session!.Lag >= CaughtUp || better.HoleUpToMs > _text.SaidUpToMs || _text.IsOpen) continue;
            better.Well(Now);
            better.Failures = 0;
            Promote(better);
            return;
        }
    }

    private void Away(Heard.Interrupted why)
    {
        var news = _away is null || _away.Kind != why.Kind;
        (_away, _told) = (why, null);
        if (news) _heard.Post(why);
    }

    private void Tell()
    {
        var now = new Heard.Listening(_active!.Name, _behind ? "The speech engine is behind: text comes late." : _active.Session!.Unreliable);
        if (now == _told) return;
        if (_last is not null && _last != now.Engine) _parts.Metrics.Switched(_last, now.Engine);
        (_away, _told, _last) = (null, now, now.Engine);
        _heard.Post(now);
    }

    private void Close(Ear ear)
    {
        _closing.RemoveAll(t => t.IsCompleted);
        if (ear.Close() is { } session) _closing.Add(Dispose(session));
    }

    private async Task Dispose(ITranscription session)
    {
        try
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _parts.Log.LogWarning("A speech engine's session of call {Call} did not end cleanly: {Error}", _options.Call, e.GetType().Name);
        }
    }

    private void End(Heard.Failed? failed)
    {
        if (_over) return;
        _over = true;
        _looking.Dispose();
        if (failed is not null)
        {
            if (_text.Withdraw() is { } shown) _heard.Post(shown);
            if (_text.MissingBefore(_text.NowMs) is { } gap) Lost(gap);
            _heard.Post(failed);
        }
        foreach (var ear in _ears) Close(ear);
        _heard.End();
        _ended.TrySetResult();
    }

    /// <summary>This class is wrong; the leg keeps what it has.</summary>
    private void Broke(Exception e) =>
        _parts.Log.LogError("The chain of speech engines of call {Call} failed in a step: {Error}", _options.Call, e.GetType().Name);
}
