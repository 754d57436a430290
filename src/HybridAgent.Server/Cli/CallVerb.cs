using System.CommandLine;
using System.Globalization;
using HybridAgent.Core.Practices;

namespace HybridAgent.Server.Cli;

/// <summary>Places a whole call from a WAV in real time, with a simulated operator, and tells what happened.</summary>
internal static class CallVerb
{
    public static Command Create()
    {
        var audio = new Option<string>("--audio") { Description = "A WAV file: what the caller says.", Required = true };
        var practice = new Option<string>("--practice") { Description = "Whom the caller calls.", DefaultValueFactory = _ => "demo" };
        var attendant = new Option<string?>("--operator") { Description = "auto: a simulated operator answers; none: nobody does. (Default: auto; at a --server its own operators answer.)" };
        var delay = new Option<string>("--operator-delay") { Description = "How long the operator lets it ring, for example 3s or 500ms.", DefaultValueFactory = _ => "3s" };
        var server = new Option<string?>("--server") { Description = "Call a server that is already running, for example http://127.0.0.1:5080. (Default: a server of its own.)" };
        var json = new Option<string?>("--json") { Description = "Where to write the result as JSON." };
        var verb = new Command("call", "Place a call from a WAV file.") { audio, practice, attendant, delay, server, json };
        verb.SetAction(async (parsed, cancel) =>
        {
            var plan = new CallPlan(
                Audio: parsed.GetValue(audio)!,
                Practice: parsed.GetValue(practice)!,
                OperatorAnswers: parsed.GetValue(attendant) switch
                {
                    null => true,
                    "auto" when parsed.GetValue(server) is not null =>
                        throw new WrongInputException("--operator auto: at a --server the people at its consoles answer."),
                    "auto" => true,
                    "none" => false,
                    var other => throw new WrongInputException($"--operator {other}: auto or none."),
                },
                OperatorDelay: Duration(parsed.GetValue(delay)!));
            var result = parsed.GetValue(server) is { } url
                ? await new RemoteCall(plan, Address(url)).Place(cancel)
                : (await LocalCall.Place(plan, cancel)).ToJson();
            if (parsed.GetValue(json) is { } file)
            {
                await File.WriteAllTextAsync(file, result, CancellationToken.None);
                Console.WriteLine($"result in {file}");
            }
            return 0;
        });
        return verb;
    }

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new WrongInputException($"--server {text}: an address looks like {ServeVerb.DefaultUrl}.");

    private static TimeSpan Duration(string text)
    {
        var (number, unit) = text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], 0.001)
            : text.EndsWith('s') ? (text[..^1], 1.0) : (text, double.NaN);
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0 && value * unit <= 3600
            ? TimeSpan.FromSeconds(value * unit)
            : throw new WrongInputException($"--operator-delay {text}: a time looks like 3s or 500ms.");
    }
}

/// <param name="Audio">Path of the caller's WAV.</param>
internal sealed record CallPlan(string Audio, string Practice, bool OperatorAnswers, TimeSpan OperatorDelay);
