using System.Text.Json;
using HybridAgent.Core.Cues;
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
            return practice is null || practice.Id != Path.GetFileNameWithoutExtension(file)
                ? throw new InvalidDataException($"{file}: id must be the file's name.")
                : WrongIn(practice) is { } wrong ? throw new InvalidDataException($"{file}: {wrong}") : practice;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file} is not a practice: {e.Message}");
        }
    }

    /// <summary>What would break a call later is said at the start instead, in one line.</summary>
    private static string? WrongIn(Practice practice) => practice switch
    {
        { Id: var id } when !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') => "id may hold letters, digits, - and _ only.",
        { Name: null or "" } => "name is missing.",
        { Greeting: null or "" } => "greeting is missing.",
        { OperatorPhrase: null or "" } => "operatorPhrase is missing.",
        { Pool: null or "" } => "pool is missing.",
        { Providers: null } => "providers is missing (an empty list will do).",
        { Pharmacies: null } => "pharmacies is missing (an empty list will do).",
        { TimeZone: null or "" } => "timeZone is missing (an IANA name such as \"America/New_York\").",
        { TimeZone: var zone } when !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) => $"timeZone \"{zone}\" is not known here (an IANA name such as \"America/New_York\").",
        _ when WrongInCues(practice) is { } wrong => $"cues: {wrong}",
        { Reasons: { } reasons } when ReasonRules.Wrong(reasons) is { } wrong => wrong,
        _ => null,
    };

    /// <summary>Compiles them as well: the practice's first call finds its floor ready.</summary>
    private static string? WrongInCues(Practice practice)
    {
        try
        {
            CueFloor.Default.For(practice);
            return null;
        }
        catch (CueFloorException e)
        {
            return e.Message;
        }
    }
}
