using HybridAgent.Core.Audio;
using HybridAgent.Speech;
using HybridAgent.Speech.PocketSphinx;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAgent.Server.Scenarios;

/// <summary>A step that says a recording: the embedded engine listens to it before the call goes on, so that virtual time need not wait.</summary>
internal static class HeardInWav
{
    /// <returns>The sentences the engine heard.</returns>
    /// <exception cref="ScenarioException">No such file, no WAV, or no engine.</exception>
    public static Task<IReadOnlyList<string>> Read(string file, int line) =>
        // On a thread of its own and waited for: the stage has one thread, and its clock stands still meanwhile.
        Task.FromResult(Task.Run(() => Listen(file, line)).GetAwaiter().GetResult());

    private static async Task<IReadOnlyList<string>> Listen(string file, int line)
    {
        WavFile wav;
        try
        {
            await using var open = File.OpenRead(file);
            wav = await WavFile.Read(open, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or WavFormatException)
        {
            throw new ScenarioException($"{file} cannot be said: {e.Message}", line);
        }
        using var engine = new PocketSphinxTranscriber(new PocketSphinxSettings(), NullLogger<PocketSphinxTranscriber>.Instance);
        var heard = new List<string>();
        foreach (var result in await Recording.Hear(engine, wav.Samples))
        {
            if (result is Heard.Failed failed)
            {
                throw new ScenarioException($"{file} cannot be heard: {failed.Why}", line);
            }
            if (result is Heard.Final final)
            {
                heard.Add(final.Text);
            }
        }
        return heard;
    }
}
