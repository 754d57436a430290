using System.CommandLine;

namespace HybridAgent.Server.Cli;

/// <summary>The verbs of the one executable. Unknown input: one clear line on standard error, exit 2.</summary>
public static class CommandLine
{
    public const int Wrong = 2;

    /// <summary>Ended by Ctrl+C, as shells report it.</summary>
    public const int Stopped = 130;

    public static async Task<int> Run(string[] args)
    {
        var root = new RootCommand("HybridAgent answers the phones of medical practices: a human always joins, the machine writes along.")
        {
            ServeVerb.Create(), CallVerb.Create(), EvalVerb.Create(), VerifyVerb.Create(), SimulateVerb.Create(), ScenarioVerb.Create(),
            ReplayVerb.Create(),
        };
        // "serve" is the default verb.
        var parsed = root.Parse(args.Length == 0 || (args[0].StartsWith("--", StringComparison.Ordinal) && args[0] is not ("--help" or "--version")) ? ["serve", .. args] : args);
        if (parsed.Errors.Count > 0)
        {
            return Fail((parsed.UnmatchedTokens is [var unknown, ..] ? $"\"{unknown}\" is not known here." : parsed.Errors[0].Message) + " Try --help.");
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is WrongInputException or InvalidDataException or Assist.AssistConfigurationException)
        {
            return Fail(e.Message);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("hybrid-agent: stopped.");
            return Stopped;
        }
        catch (Storage.Sqlite.DataFolderInUseException e)
        {
            return Fail(e.Message);
        }
    }

    private static int Fail(string line)
    {
        Console.Error.WriteLine("hybrid-agent: " + line.ReplaceLineEndings(" "));
        return Wrong;
    }
}

/// <summary>What the user gave cannot be used; the message is one line that says why.</summary>
public sealed class WrongInputException(string message) : Exception(message);
