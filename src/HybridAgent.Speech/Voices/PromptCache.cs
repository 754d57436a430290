using System.Security.Cryptography;
using System.Text;
using HybridAgent.Core.Audio;

namespace HybridAgent.Speech.Voices;

/// <summary>Renderings on disk: one WAV per voice and text, named by hash, so that no text shows in a file's name.</summary>
/// <param name="folder">Made when missing.</param>
internal sealed class PromptCache(string folder)
{
    /// <param name="voice">Everything that changes how a text sounds.</param>
    public static string Key(string voice, string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{voice}\n{text}")));

    /// <returns>Null when there is no such rendering, or it was damaged: it is then made anew, over the old file.</returns>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public async ValueTask<short[]?> Read(string key, CancellationToken cancellation)
    {
        var path = Path(key);
        if (!File.Exists(path)) return null;
        try
        {
            await using var file = File.OpenRead(path);
            return (await WavFile.Read(file, cancellation).ConfigureAwait(false)).Samples;
        }
        catch (WavFormatException)
        {
            return null;
        }
    }

    /// <exception cref="IOException">The folder cannot be used.</exception>
    public async ValueTask Write(string key, short[] samples, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var half = System.IO.Path.Combine(folder, "writing-" + System.IO.Path.GetRandomFileName());
        try
        {
            await File.WriteAllBytesAsync(half, WavFile.Write(samples), cancellation).ConfigureAwait(false);
            // A rename: another process never sees half a file.
            File.Move(half, Path(key), overwrite: true);
        }
        finally
        {
            File.Delete(half);
        }
    }

    private string Path(string key) => System.IO.Path.Combine(folder, key + ".wav");
}
