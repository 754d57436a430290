using System.Text.Json;
using HybridAgent.Core.Practices;

namespace HybridAgent.Server.Practices;

/// <summary>The practices of this deployment, as files: one "ID.json" each under "practices" in the data folder.</summary>
public sealed class PracticeDirectory : IPracticeDirectory
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly Dictionary<string, Practice> practices;

    private PracticeDirectory(IEnumerable<Practice> practices) => this.practices = practices.ToDictionary(p => p.Id);

    public IReadOnlyList<Practice> All => [.. practices.Values.OrderBy(p => p.Id, StringComparer.Ordinal)];

    public Practice? Find(string id) => practices.GetValueOrDefault(id);

    /// <summary>Reads all practices; the first start writes the demo practice, so there is one to call.</summary>
    /// <exception cref="InvalidDataException">A file is not a practice; the message names it.</exception>
    public static PracticeDirectory Open(string dataFolder)
    {
        var folder = Directory.CreateDirectory(Path.Combine(dataFolder, "practices")).FullName;
        if (Directory.GetFiles(folder, "*.json").Length == 0)
        {
            File.WriteAllText(Path.Combine(folder, "demo.json"), JsonSerializer.Serialize(DemoPractice.Value, Json));
        }
        return new PracticeDirectory(Directory.GetFiles(folder, "*.json").Select(Read));
    }

    private static Practice Read(string file)
    {
        try
        {
            var practice = JsonSerializer.Deserialize<Practice>(File.ReadAllText(file), Json);
            return practice is { Id.Length: > 0, Name.Length: > 0, Greeting.Length: > 0, Pool.Length: > 0 } && practice.Id == Path.GetFileNameWithoutExtension(file)
                ? practice
                : throw new InvalidDataException($"{file}: a practice needs id (the file's name), name, greeting and pool.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file} is not a practice: {e.Message}");
        }
    }
}
