using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace HybridAgent.Tests.Speech;

/// <summary>Something that will be "heard": its words are spread evenly over its time.</summary>
/// <param name="FromMs">From the first audio of a session.</param>
public sealed record Spoken(string Text, int FromMs, int ToMs);

/// <summary>
/// A service that hears a script: words appear as soon as the audio has come that far, as hypotheses and detailed phrases with
/// word times. Turns and reconnects are counted as the real service's clients count them: a new turn's audio begins at the end
/// of the last final of the same session (X-ConnectionId).
/// </summary>
public sealed class Recogniser(IReadOnlyList<Spoken> script)
{
    /// <summary>Silence after which an utterance is final.</summary>
    private const int EndSilenceMs = 300;
    private readonly ConcurrentDictionary<string, Session> _sessions = new();

    private sealed class Session
    {
        public int Next;
        public int BaseMs;
    }

    /// <summary>What the service does on a connection: pass it to <see cref="SpeechService.Start"/>.</summary>
    public async Task Serve(ServiceConnection connection)
    {
        var session = _sessions.GetOrAdd(connection.ConnectionId, _ => new Session());
        var bytesPerMs = 32;
        int baseMs = session.BaseMs, said = 0;
        long bytes = 0;
        while (await connection.Next() is { } message)
        {
            if (message.ContentType == "audio/x-wav")
            {
                bytesPerMs = BitConverter.ToInt32(message.Body, 28) / 1000;
                (baseMs, bytes, said) = (session.BaseMs, 0, 0);
                await connection.Send("turn.start", """{"context":{"serviceTag":"scripted"}}""");
            }
            else if (message.Path == "audio")
            {
                bytes += message.Body.Length;
                said = await Hear(connection, session, baseMs, (int)(bytes / bytesPerMs), said, message.IsEndOfAudio);
                if (message.IsEndOfAudio) await connection.EndTurn();
            }
        }
    }

    /// <returns>How many words of the next utterance were said already.</returns>
    private async Task<int> Hear(ServiceConnection connection, Session session, int baseMs, int turnMs, int said, bool ended)
    {
        while (session.Next < script.Count)
        {
            var spoken = script[session.Next];
            var words = spoken.Text.Split(' ');
            var step = (spoken.ToMs - spoken.FromMs) / words.Length;
            var nowMs = baseMs + turnMs;
            var heard = Math.Clamp((nowMs - spoken.FromMs) / step, 0, words.Length);
            if (heard > said) await connection.Hypothesis(string.Join(' ', words.Take(heard)).ToLowerInvariant(), spoken.FromMs - baseMs, heard * step);
            said = heard;
            if (nowMs < spoken.ToMs + EndSilenceMs && !(ended && heard > 0)) return said;
            await connection.Send("speech.phrase", Phrase(spoken, words, step, spoken.FromMs - baseMs));
            session.Next++;
            session.BaseMs = spoken.ToMs;
            said = 0;
        }
        return said;
    }

    private static string Phrase(Spoken spoken, string[] words, int step, int offsetMs)
    {
        var lexical = spoken.Text.ToLowerInvariant().Trim('.', '?', '!');
        return JsonSerializer.Serialize(new
        {
            Id = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture),
            RecognitionStatus = "Success",
            Offset = offsetMs * 10_000L,
            Duration = (spoken.ToMs - spoken.FromMs) * 10_000L,
            Channel = 0,
            DisplayText = spoken.Text,
            NBest = new[]
            {
                new
                {
                    Confidence = 0.92, Lexical = lexical, ITN = lexical, MaskedITN = lexical, Display = spoken.Text,
                    Words = lexical.Split(' ').Select((w, i) => new { Word = w, Offset = (offsetMs + (i * step)) * 10_000L, Duration = step * 10_000L }).ToArray(),
                },
            },
        });
    }
}
