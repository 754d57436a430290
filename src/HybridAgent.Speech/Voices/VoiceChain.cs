using Microsoft.Extensions.Logging;

namespace HybridAgent.Speech.Voices;

/// <summary>Voices in the order they are wanted: when one cannot speak, the next does.</summary>
public sealed class VoiceChain : IVoice
{
    private readonly IReadOnlyList<IVoice> _voices;
    private readonly ILogger<VoiceChain> _log;

    /// <param name="voices">At least one.</param>
    public VoiceChain(IReadOnlyList<IVoice> voices, ILogger<VoiceChain> log)
    {
        ArgumentOutOfRangeException.ThrowIfZero(voices.Count);
        (_voices, _log) = (voices, log);
    }

    /// <inheritdoc/>
    public string Name => string.Join('>', _voices.Select(v => v.Name));

    /// <inheritdoc/>
    public async ValueTask<short[]> Speak(string text, CancellationToken cancellation = default)
    {
        var reasons = new List<string>();
        foreach (var voice in _voices)
        {
            try
            {
                return await voice.Speak(text, cancellation).ConfigureAwait(false);
            }
            catch (VoiceUnavailableException e)
            {
                reasons.Add($"{voice.Name}: {e.Message}");
                if (reasons.Count < _voices.Count) _log.LogWarning("The voice {Voice} cannot speak, the next one does: {Reason}", voice.Name, e.Message);
            }
        }
        throw new VoiceUnavailableException(string.Join(' ', reasons));
    }
}
