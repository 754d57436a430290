using HybridAgent.Core.Cues;
using HybridAgent.Server.Cli;

namespace HybridAgent.Server.Replay;

/// <summary>
/// The cue floors a replay may name: the shipped one, and the shipped one with another version of one of its lists, from a folder or a
/// file.
/// </summary>
internal sealed class Floors
{
    private static readonly string[] Shipped = CueFloor.Default.Version.Split('+');
    private readonly List<(string Version, CueFloor Floor)> candidates = [];

    /// <param name="folder">Every "*.json" in it is a list; null for none.</param>
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
            var (version, floor) = Load(file);
            if (Shipped.Contains(version) || candidates.Exists(c => c.Version == version))
            {
                throw new WrongInputException($"{file}: the version {version} is there twice; give each its own.");
            }
            candidates.Add((version, floor));
        }
    }

    /// <param name="name">
    /// A list's version ("cues-en@2"), its number ("v2", "2"; of the shipped lists the first is meant), or a file's path; empty for the
    /// shipped floor.
    /// </param>
    /// <exception cref="WrongInputException">There is none; the message lists what there is.</exception>
    public CueFloor Find(string name)
    {
        if (name.Length == 0 || name == CueFloor.Default.Version || Shipped.Contains(name))
        {
            return CueFloor.Default;
        }
        if (name.Contains('/', StringComparison.Ordinal) || name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return Load(name).Floor;
        }
        var number = "@" + (name.StartsWith('v') ? name[1..] : name);
        var found = candidates.FindAll(c => c.Version == name || c.Version.EndsWith(number, StringComparison.Ordinal));
        if (Shipped[0].EndsWith(number, StringComparison.Ordinal))
        {
            found.Add((Shipped[0], CueFloor.Default));
        }
        return found switch
        {
            [var one] => one.Floor,
            [] => throw new WrongInputException(
                $"--assist rules@{name}: there is no such version; there is {string.Join(", ", Shipped.Concat(candidates.Select(c => c.Version)))}. Put others into a folder and name it with --floors, or name a file."),
            _ => throw new WrongInputException($"--assist rules@{name}: this may be {string.Join(" or ", found.Select(c => c.Version))}; say which."),
        };
    }

    private static (string Version, CueFloor Floor) Load(string file)
    {
        try
        {
            var document = File.ReadAllText(file);
            return (CueFloor.Load(document).Version, CueFloor.Default.WithList(document));
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
