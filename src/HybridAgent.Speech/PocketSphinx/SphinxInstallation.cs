using System.Runtime.InteropServices;

namespace HybridAgent.Speech.PocketSphinx;

/// <summary>
/// Looks whether library and model are there before anything native runs: the C code ends the whole process on a
/// missing model file, so nothing may be left to it.
/// </summary>
internal static class SphinxInstallation
{
    private static readonly (string Path, long AtLeast)[] Files =
    [
        ("en-us/mdef", 1000), ("en-us/means", 1000), ("en-us/variances", 1000), ("en-us/transition_matrices", 100),
        ("en-us/sendump", 1000), ("en-us/feat.params", 10), ("en-us/noisedict", 10),
        ("en-us.lm.bin", 1000), ("cmudict-en-us.dict", 1000),
    ];

    public static TranscriberStatus Look(PocketSphinxSettings settings)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
            return TranscriberStatus.Unavailable("PocketSphinx is used on 64-bit Linux only.");
        if (!NativeLibrary.TryLoad(settings.Library, out _))
            return TranscriberStatus.Unavailable($"The library {settings.Library} is missing: apt-get install libpocketsphinx3.");
        foreach (var (path, atLeast) in Files)
        {
            var file = new FileInfo(Path.Combine(settings.ModelFolder, path));
            if (!file.Exists || file.Length < atLeast)
                return TranscriberStatus.Unavailable($"The speech model lacks {path}: apt-get install pocketsphinx-en-us.");
        }
        return TranscriberStatus.Ready;
    }
}
