using HybridAgent.Speech.PocketSphinx;

namespace HybridAgent.Speech.Tests;

/// <summary>What this machine offers; tests that need more than it has are skipped and say so.</summary>
internal static class Installed
{
    public static void RequireFlite() =>
        Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, "flite"))),
            "flite is not installed: apt-get install flite.");

    public static void RequirePocketSphinx()
    {
        var status = SphinxInstallation.Look(new PocketSphinxSettings());
        Assert.SkipUnless(status.Available, status.Reason ?? "");
    }

    /// <summary>A folder of the shared data, found beside one of the folders above the tests.</summary>
    public static string RequireSharedData(string folder)
    {
        var named = Environment.GetEnvironmentVariable("HYBRIDAGENT_SHARED");
        if (named is not null && Directory.Exists(Path.Combine(named, "data", folder))) return Path.Combine(named, "data", folder);
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var found = Path.Combine(at.FullName, "shared", "data", folder);
            if (Directory.Exists(found)) return found;
        }
        Assert.Skip($"shared/data/{folder} is not beside the repository.");
        return "";
    }
}
