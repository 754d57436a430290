using System.Globalization;
using HybridAgent.Core.Calls;
using HybridAgent.Server.Cli;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HybridAgent.Server.Scenarios;

/// <summary>Reads scenarios from YAML. The format is described in tests/Scenarios/README.md.</summary>
internal static class ScenarioFile
{
    private static readonly string[] Roles = ["operator", "supervisor", "clinician"];

    /// <exception cref="WrongInputException">Not a scenario; the message names file and line.</exception>
    public static Scenario Read(string file)
    {
        try
        {
            using var text = new StreamReader(file);
            var yaml = new YamlStream();
            yaml.Load(text);
            return yaml.Documents is [{ RootNode: YamlMappingNode root }] ? Read(root) : throw new ScenarioException("A scenario is one mapping.", 1);
        }
        catch (ScenarioException e)
        {
            throw new WrongInputException($"{file}, line {e.Line}: {e.Message}");
        }
        catch (YamlException e)
        {
            throw new WrongInputException($"{file}, line {e.Start.Line}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WrongInputException($"{file}: {e.Message}");
        }
    }

    private static Scenario Read(YamlMappingNode root)
    {
        Known(root, "title", "why", "people", "steps", "expect", "never", "ends", "alarms", "lasts");
        var people = Map(root, "people").ToDictionary(p => p.Key, p => Person(p.Key, p.Value));
        var steps = List(root, "steps").Select(n => Step(Mapping(n))).ToList();
        for (var i = 1; i < steps.Count; i++)
        {
            if (steps[i].At < steps[i - 1].At)
            {
                throw new ScenarioException("Steps stand in the order of their times.", steps[i].Line);
            }
        }
        return new Scenario(
            Word(root, "title") ?? throw new ScenarioException("A scenario needs a title.", Line(root)), Word(root, "why") ?? "", people,
            steps.Count > 0 ? steps : throw new ScenarioException("A scenario needs steps.", Line(root)),
            [.. List(root, "expect").Select(n => Event(Mapping(n)))], [.. List(root, "never").Select(n => Event(Mapping(n)))],
            Map(root, "ends").ToDictionary(e => e.Key, e => Scalar(e.Value)), [.. List(root, "alarms").Select(Scalar)],
            Number(root, "lasts") ?? 20);
    }

    private static ScenarioPerson Person(string name, YamlNode node)
    {
        if (node is YamlScalarNode)
        {
            return new ScenarioPerson(name, Role(node), "main", OnDuty: true, ByPhone: false);
        }
        var map = Mapping(node);
        Known(map, "role", "desk", "on-duty", "by-phone");
        return new ScenarioPerson(
            name, Role(Child(map, "role") ?? throw new ScenarioException($"{name} needs a role.", Line(map))),
            Word(map, "desk") ?? "main", Word(map, "on-duty") != "false", Word(map, "by-phone") == "true");
    }

    private static string Role(YamlNode node) =>
        Roles.Contains(Scalar(node)) ? Scalar(node) : throw new ScenarioException($"A role is one of {string.Join(", ", Roles)}.", Line(node));

    private static ScenarioStep Step(YamlMappingNode map)
    {
        var at = Number(map, "at") ?? throw new ScenarioException("A step needs \"at\": seconds since the beginning.", Line(map));
        var with = map.Children.Where(c => Scalar(c.Key) != "at").Select(c => (Key: Scalar(c.Key), Value: Scalar(c.Value))).ToList();
        if (with.Count == 0)
        {
            throw new ScenarioException("A step says who does what, for example \"mary: rings\".", Line(map));
        }
        return new ScenarioStep(at, with[0].Key, with[0].Value, with.Skip(1).ToDictionary(w => w.Key, w => w.Value), Line(map));
    }

    private static ScenarioEvent Event(YamlMappingNode map)
    {
        Known(map, "event", "call", "after", "by", "times", "where");
        var kind = Word(map, "event") ?? throw new ScenarioException("What is expected is an \"event\".", Line(map));
        if (!CallEventKinds.All.Contains(kind))
        {
            throw new ScenarioException($"There is no event \"{kind}\".", Line(map));
        }
        return new ScenarioEvent(
            kind, Word(map, "call"), Number(map, "after"), Number(map, "by"), (int?)Number(map, "times"),
            Map(map, "where").ToDictionary(w => w.Key, w => Scalar(w.Value)));
    }

    private static void Known(YamlMappingNode map, params string[] keys)
    {
        if (map.Children.Keys.FirstOrDefault(k => !keys.Contains(Scalar(k))) is { } unknown)
        {
            throw new ScenarioException($"\"{unknown}\" is not known here; known are {string.Join(", ", keys)}.", Line(unknown));
        }
    }

    private static IEnumerable<YamlNode> List(YamlMappingNode map, string key) => Child(map, key) switch
    {
        null => [],
        YamlSequenceNode list => list.Children,
        var other => throw new ScenarioException($"\"{key}\" is a list.", Line(other)),
    };

    private static IEnumerable<KeyValuePair<string, YamlNode>> Map(YamlMappingNode map, string key) =>
        Child(map, key) is { } found
            ? Mapping(found).Children.Select(c => KeyValuePair.Create(Scalar(c.Key), c.Value))
            : [];

    private static string? Word(YamlMappingNode map, string key) => Child(map, key) is { } found ? Scalar(found) : null;

    private static double? Number(YamlMappingNode map, string key) =>
        Word(map, key) is not { } text ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value
        : throw new ScenarioException($"\"{key}\" is a number of seconds.", Line(map));

    private static YamlNode? Child(YamlMappingNode map, string key) => map.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private static string Scalar(YamlNode node) => node is YamlScalarNode { Value: { } value } ? value : throw new ScenarioException("A single value belongs here.", Line(node));

    private static YamlMappingNode Mapping(YamlNode node) => node as YamlMappingNode ?? throw new ScenarioException("A mapping belongs here.", Line(node));

    private static int Line(YamlNode node) => (int)node.Start.Line;
}

/// <summary>The scenario itself is wrong, at this line of its file.</summary>
internal sealed class ScenarioException(string message, int line) : Exception(message)
{
    public int Line => line;
}
