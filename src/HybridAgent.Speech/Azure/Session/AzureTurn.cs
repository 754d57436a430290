using HybridAgent.Speech.Azure.Protocol;

namespace HybridAgent.Speech.Azure.Session;

/// <summary>
/// One turn: the context, a WAV header, audio from the end of the last final on, and what the service makes of it. A turn ends
/// when the service says so (it does about every ten minutes), when the audio ends, or with its connection.
/// </summary>
internal sealed class AzureTurn(SessionParts session, AzureConnection connection, string requestId, AudioPace pace)
{
    private static readonly TimeSpan FinishWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(2);
    private static readonly ConnectionEnd Silent = new(NextStep.BackOff, SpeechFailure.ServiceTimeout, "Azure Speech took the call and then said nothing.");
    private static readonly ConnectionEnd NeverFinished = new(NextStep.Reconnect, SpeechFailure.ServiceTimeout, "Azure Speech did not finish what it had heard.");

    private readonly AudioForm _form = session.Form;
    private TurnClock _clock = null!;
    private ITimer? _finish;

    /// <summary>The service was told that no more audio comes.</summary>
    public bool SaidAll { get; private set; }

    /// <summary>The service heard something, be it silence: the connection is good.</summary>
    public bool Worked { get; private set; }

    /// <returns>How the connection ended; null when only the turn did.</returns>
    /// <exception cref="OperationCanceledException">The session ends.</exception>
    public async Task<ConnectionEnd?> Run(CancellationToken stop)
    {
        var from = session.BeginTurn();
        _clock = new TurnClock(_form, from);
        await SendText("speech.context", session.Request.Context()).ConfigureAwait(false);
        await connection.Send(SpeechMessage.Audio(requestId, Now, _form.Header(), "audio/x-wav"), binary: true).ConfigureAwait(false);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var patience = session.Time.CreateTimer(_ => connection.Abort(Silent), null, session.Azure.ConnectTimeout, Timeout.InfiniteTimeSpan);
        var sending = SendAudio(from, over.Token);
        try
        {
            return await Listen(patience, stop).ConfigureAwait(false);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await Stopped(sending).ConfigureAwait(false);
            await patience.DisposeAsync().ConfigureAwait(false);
            if (_finish is not null) await _finish.DisposeAsync().ConfigureAwait(false);
        }
    }

    public ValueTask<bool> SendText(string path, string json) => connection.Send(SpeechMessage.Text(path, requestId, Now, json), binary: false);

    private DateTimeOffset Now => session.Time.GetUtcNow();

    /// <summary>A service that reads no more must not hold the session.</summary>
    private async Task Stopped(Task sending)
    {
        try
        {
            await sending.WaitAsync(StopWithin, session.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            connection.Abort(ConnectionEnd.Broken);
            await sending.ConfigureAwait(false);
        }
    }

    private async Task SendAudio(long position, CancellationToken over)
    {
        var chunk = new byte[_form.ChunkBytes];
        long sent = 0;
        try
        {
            while (true)
            {
                await session.Buffer.Wait(position, chunk.Length, over).ConfigureAwait(false);
                var wanted = position;
                var n = session.Buffer.Read(ref position, chunk, out var last);
                if (position > wanted)
                {
                    // The network was slower than speech for so long that audio had to go.
                    _clock.Jump(sent, position);
                    session.Lost(wanted, position);
                }
                if (n > 0)
                {
                    await pace.Wait(n, over).ConfigureAwait(false);
                    over.ThrowIfCancellationRequested();
                    if (!await connection.Send(SpeechMessage.Audio(requestId, Now, chunk.AsSpan(0, n)), binary: true).ConfigureAwait(false)) break;
                    (position, sent) = (position + n, sent + n);
                    session.Sent(position);
                }
                if (!last) continue;
                if (!await connection.Send(SpeechMessage.Audio(requestId, Now, []), binary: true).ConfigureAwait(false)) break;
                SaidAll = true;
                _finish = session.Time.CreateTimer(_ => connection.Abort(NeverFinished), null, FinishWithin, Timeout.InfiniteTimeSpan);
                return;
            }
            // Why sending failed, the receiving side says; unless it hears nothing either.
            _finish = session.Time.CreateTimer(_ => connection.Abort(ConnectionEnd.Broken), null, StopWithin, Timeout.InfiniteTimeSpan);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The turn is over.
        }
    }

    private async Task<ConnectionEnd?> Listen(ITimer patience, CancellationToken stop)
    {
        while (true)
        {
            var (message, end) = await connection.Receive(stop).ConfigureAwait(false);
            if (message is null) return end;
            // An answer to an earlier turn: its times mean nothing any more.
            if (!message.RequestId.Equals(requestId, StringComparison.OrdinalIgnoreCase)) continue;
            patience.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            session.Report.Received(message.Path);
            switch (message.Path.ToLowerInvariant())
            {
                case "turn.start":
                    session.Answered(message);
                    break;
                case "speech.hypothesis" or "speech.fragment" when ServiceReply.Read(message.Body) is { } reply:
                    session.Report.Hypothesis(session.Times.Since(_clock.Position(reply.End)));
                    session.Scribe.Hypothesis(reply, _clock);
                    break;
                case "speech.phrase" when ServiceReply.Read(message.Body) is { } reply:
                    if (ConnectionEnd.Status(reply.Status) is { } failed) return failed;
                    Hear(reply);
                    break;
                case "turn.end":
                    return null;
                default:
                    // startDetected and endDetected say nothing new, and the latter may come without a body.
                    break;
            }
        }
    }

    private void Hear(ServiceReply reply)
    {
        var late = session.Times.Since(_clock.Position(reply.End));
        session.Report.Phrase(late);
        if (reply.Status == "EndOfDictation") return;
        Worked = true;
        var words = session.Scribe.Phrase(reply, _clock);
        if (words > 0) session.Metrics.Answered(late);
        session.Buffer.Settle(_clock.Position(reply.End));
    }
}
