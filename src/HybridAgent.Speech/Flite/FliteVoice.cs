using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using HybridAgent.Core.Audio;
using HybridAgent.Speech.Voices;

namespace HybridAgent.Speech.Flite;

/// <summary>Where flite is and where its renderings are kept.</summary>
public sealed record FliteSettings
{
    /// <summary>The executable, by name or path (Debian package flite).</summary>
    public string Executable { get; init; } = "flite";

    /// <summary>A voice built into flite: slt, rms, awb, kal, kal16.</summary>
    public string Voice { get; init; } = "slt";

    /// <summary>Folder for renderings; made when missing. Holds one WAV per text, named by hash.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>A rendering that takes longer is given up.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);
}

/// <summary>
/// The embedded voice: each text is rendered once by the flite program and kept on disk. No shell is involved, and the text
/// travels in a file, so nothing in it can become a command or show in the list of processes.
/// </summary>
public sealed class FliteVoice(FliteSettings settings) : IVoice, IDisposable
{
    /// <summary>Ten minutes of speech; longer texts are a mistake.</summary>
    private const int LongestText = 8000;

    // One rendering at a time: prompts are few, and the second asker of the same text finds it on disk.
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly PromptCache _cache = new(settings.CacheFolder);

    /// <inheritdoc/>
    public string Name => $"flite/{settings.Voice}";

    /// <inheritdoc/>
    public async ValueTask<short[]> Speak(string text, CancellationToken cancellation = default)
    {
        var spoken = Speakable(text);
        if (spoken.Length == 0) throw new VoiceUnavailableException("There is no text to speak.");
        if (spoken.Length > LongestText) throw new VoiceUnavailableException($"The text is longer than {LongestText} characters.");
        try
        {
            Directory.CreateDirectory(settings.CacheFolder);
            var key = PromptCache.Key($"flite 1\n{settings.Voice}", spoken);
            if (await _cache.Read(key, cancellation).ConfigureAwait(false) is { } early) return early;
            await _one.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                if (await _cache.Read(key, cancellation).ConfigureAwait(false) is { } kept) return kept;
                var samples = await Render(spoken, cancellation).ConfigureAwait(false);
                await _cache.Write(key, samples, cancellation).ConfigureAwait(false);
                return samples;
            }
            finally
            {
                _one.Release();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VoiceUnavailableException("The folder for rendered prompts cannot be used.", e);
        }
    }

    /// <summary>One line, no control characters: flite stops at some and reads others aloud.</summary>
    private static string Speakable(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in text) clean.Append(char.IsControl(c) || char.IsWhiteSpace(c) ? ' ' : c);
        return string.Join(' ', clean.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private async ValueTask<short[]> Render(string spoken, CancellationToken cancellation)
    {
        var work = Directory.CreateDirectory(Path.Combine(settings.CacheFolder, "rendering-" + Path.GetRandomFileName())).FullName;
        try
        {
            var (input, output) = (Path.Combine(work, "text"), Path.Combine(work, "speech.wav"));
            await File.WriteAllTextAsync(input, spoken + "\n", cancellation).ConfigureAwait(false);
            await Run(["-voice", settings.Voice, "-f", input, "-o", output], cancellation).ConfigureAwait(false);
            if (!File.Exists(output)) throw new VoiceUnavailableException($"flite gave no audio for voice {settings.Voice}.");
            return await Verified(output, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async ValueTask<short[]> Verified(string output, CancellationToken cancellation)
    {
        try
        {
            return await Read(output, cancellation).ConfigureAwait(false);
        }
        catch (WavFormatException e)
        {
            throw new VoiceUnavailableException($"flite gave audio that cannot be read: {e.Message}", e);
        }
    }

    private static async ValueTask<short[]> Read(string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        return (await WavFile.Read(file, cancellation).ConfigureAwait(false)).Samples;
    }

    private async Task Run(string[] arguments, CancellationToken cancellation)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(settings.Executable, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
                UseShellExecute = false,
            },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new VoiceUnavailableException($"The program {settings.Executable} is missing: apt-get install flite.", e);
        }
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(settings.Timeout);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            await Task.WhenAll(output, errors).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new VoiceUnavailableException($"flite took longer than {settings.Timeout.TotalSeconds:F0} s.");
        }
        if (process.ExitCode != 0) throw new VoiceUnavailableException($"flite ended with code {process.ExitCode}.");
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
