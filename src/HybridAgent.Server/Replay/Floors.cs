using HybridAgent.Core.Cues;
using HybridAgent.Server.Cli;

namespace HybridAgent.Server.Replay;

/// <summary>The cue floors a replay may name: the shipped one, those in a folder, or a file.</summary>
internal sealed class Floors
{
    private readonly List<CueFloor> known = [CueFloor.Default];

    /// <param name="folder">Every "*.json" in it is a floor; null for none.</param>
    public Floors(string? folder)
    {
        if (folder is null)
        {
            return;
        }
        if (!Directory.Exists(folder))
        {
            throw new WrongInputException($"--floors {folder}: there is no such folder.");
        }
        foreach (var file in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var floor = Load(file);
            if (known.Exists(f => f.Version == floor.Version))
            {
                throw new WrongInputException($"{file}: the version {floor.Version} is there twice; give each its own.");
            }
            known.Add(floor);
        }
    }

    /// <param name="name">A version ("cues-en@1"), its number ("v1", "1"), or a file's path; empty for the shipped floor.</param>
    /// <exception cref="WrongInputException">There is none; the message lists what there is.</exception>
    public CueFloor Find(string name)
    {
        if (name.Length == 0)
        {
            return CueFloor.Default;
        }
        if (name.Contains('/', StringComparison.Ordinal) || name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return Load(name);
        }
        var number = name.StartsWith('v') && name.Length > 1 && name.Skip(1).All(char.IsAsciiDigit) ? name[1..] : name;
        var found = known.Where(f => f.Version == name || f.Version.EndsWith("@" + number, StringComparison.Ordinal)).ToList();
        return found switch
        {
            [var one] => one,
            [] => throw new WrongInputException($"--assist rules@{name}: there is no such version; there is {List(known)}. Put others into a folder and name it with --floors, or name a file."),
            _ => throw new WrongInputException($"--assist rules@{name}: this may be {List(found)}; say which."),
        };
    }

    private static string List(IEnumerable<CueFloor> floors) => string.Join(", ", floors.Select(f => f.Version));

    private static CueFloor Load(string file)
    {
        try
        {
            return CueFloor.Load(File.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WrongInputException($"{file}: there is no such file, or it cannot be read.");
        }
        catch (CueFloorException e)
        {
            throw new WrongInputException($"{file}: {e.Message}");
        }
    }
}
