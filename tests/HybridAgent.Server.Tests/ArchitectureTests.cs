using System.Reflection;
using System.Xml.Linq;

namespace HybridAgent.Server.Tests;

/// <summary>Arrows point downward only, as ARCHITECTURE.md draws them.</summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["HybridAgent.Core"] = [],
        ["HybridAgent.Ledger"] = [],
        ["HybridAgent.Telephony"] = ["HybridAgent.Core"],
        ["HybridAgent.Speech"] = ["HybridAgent.Core"],
        ["HybridAgent.Assist"] = ["HybridAgent.Core"],
        ["HybridAgent.Storage"] = ["HybridAgent.Core", "HybridAgent.Ledger"],
        ["HybridAgent.Grains"] = ["HybridAgent.Core", "HybridAgent.Ledger"],
        ["hybrid-agent"] =
        [
            "HybridAgent.Core", "HybridAgent.Ledger", "HybridAgent.Telephony", "HybridAgent.Speech", "HybridAgent.Assist",
            "HybridAgent.Storage", "HybridAgent.Grains",
        ],
    };

    public static TheoryData<string> Assemblies => [.. MayUse.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void An_assembly_uses_only_what_lies_below_it(string name)
    {
        var used = Assembly.Load(name).GetReferencedAssemblies().Select(a => a.Name!).Where(MayUse.ContainsKey);
        Assert.Empty(used.Except(MayUse[name]));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void A_project_names_only_what_lies_below_it(string name)
    {
        var project = name == "hybrid-agent" ? "HybridAgent.Server" : name;
        var file = XDocument.Load(Path.Combine(Source, project, project + ".csproj"));
        var used = file.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));
        Assert.Empty(used.Except(MayUse[name]));
    }

    [Fact]
    public void Every_project_under_src_is_drawn()
    {
        var projects = Directory.GetDirectories(Source).Select(Path.GetFileName).Select(p => p == "HybridAgent.Server" ? "hybrid-agent" : p!);
        Assert.Equal(MayUse.Keys.Order(StringComparer.Ordinal), projects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Core_and_Ledger_know_no_framework()
    {
        foreach (var name in new[] { "HybridAgent.Core", "HybridAgent.Ledger" })
        {
            var used = Assembly.Load(name).GetReferencedAssemblies().Select(a => a.Name!);
            Assert.DoesNotContain(used, a => a.StartsWith("Orleans", StringComparison.Ordinal) || a.StartsWith("Microsoft.", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_declaration_of_Microsofts_speech_SDK_stays_in_the_tests()
    {
        foreach (var project in Directory.GetFiles(Source, "*.csproj", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain("SpeechSdkSurface", File.ReadAllText(project));
        }
        foreach (var name in MayUse.Keys)
        {
            Assert.DoesNotContain(Assembly.Load(name).GetReferencedAssemblies(), a => a.Name == "SpeechSdkSurface");
        }
    }

    [Fact]
    public void Grains_see_no_storage_sound_speech_or_model()
    {
        var used = Assembly.Load("HybridAgent.Grains").GetReferencedAssemblies().Select(a => a.Name!);
        Assert.DoesNotContain(used, a => a is "Microsoft.Data.Sqlite" || a.StartsWith("Microsoft.SemanticKernel", StringComparison.Ordinal));
    }

    private static string Source
    {
        get
        {
            var at = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(at.FullName, "HybridAgent.sln")))
            {
                at = at.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
            }
            return Path.Combine(at.FullName, "src");
        }
    }
}
