using System.CommandLine;
using HybridAgent.Core.Evaluation;

namespace HybridAgent.Server.Cli;

internal static class EvalVerb
{
    public static Command Create() => new("eval", "Answer an evaluation set with the code that runs in a call.")
    {
        Kind("cues", "Emergency cues: {id, emergency, categories}.", Evaluation.Cues),
        Kind("assertion", "How a marked term is meant: {id, assertion}.", Evaluation.Assertion),
        Kind("intake", "The note: {id, fields}.", lines => Evaluation.Intake(lines, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime))),
        EvalPromptsVerb.Create(),
        EvalSpeechVerb.Create(),
    };

    private static Command Kind(string name, string description, Func<IEnumerable<string>, IEnumerable<string>> predict)
    {
        var input = new Option<string>("--in") { Description = "Items, one JSON object a line.", Required = true };
        var output = new Option<string>("--out") { Description = "Predictions, one JSON object a line.", Required = true };
        var verb = new Command(name, description) { input, output };
        verb.SetAction(parsed =>
        {
            var from = parsed.GetValue(input)!;
            if (!File.Exists(from))
            {
                throw new WrongInputException($"--in {from}: there is no such file.");
            }
            try
            {
                // Written as a whole or not at all: half a file of predictions would score as misses.
                var lines = predict(File.ReadLines(from).Where(l => !string.IsNullOrWhiteSpace(l))).ToList();
                File.WriteAllLines(parsed.GetValue(output)!, lines);
                Console.WriteLine($"{lines.Count} predictions in {parsed.GetValue(output)}");
                return 0;
            }
            catch (EvaluationException e)
            {
                throw new WrongInputException($"--in {from}: {e.Message}");
            }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException)
            {
                throw new WrongInputException(e.Message);
            }
        });
        return verb;
    }
}
