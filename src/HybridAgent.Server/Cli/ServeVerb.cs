using System.CommandLine;
using HybridAgent.Core.Practices;
using HybridAgent.Server.Security;

namespace HybridAgent.Server.Cli;

internal static class ServeVerb
{
    public const string DefaultFolder = "data";
    public const string DefaultUrl = "http://127.0.0.1:5080";

    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Data folder.", DefaultValueFactory = _ => DefaultFolder };
        var url = new Option<string>("--url") { Description = "Where to listen.", DefaultValueFactory = _ => DefaultUrl };
        var environment = new Option<string>("--environment") { Description = "Production, Development or Testing.", DefaultValueFactory = _ => "Production" };
        var verb = new Command("serve", "Serve callers, operators, practices and auditors (default).") { data, url, environment };
        verb.SetAction((parsed, cancel) => Serve(new ServerOptions(parsed.GetValue(data)!, parsed.GetValue(url)!, parsed.GetValue(environment)!), cancel));
        return verb;
    }

    private static async Task<int> Serve(ServerOptions options, CancellationToken cancel)
    {
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var listen) || listen.Scheme is not ("http" or "https"))
        {
            throw new WrongInputException($"--url {options.Url}: an address looks like {DefaultUrl}.");
        }
        await using var app = HybridAgentServer.Create(options);
        var passwords = await HybridAgentServer.Seed(app);
        await app.StartAsync(cancel);
        Welcome(app, passwords);
        await app.WaitForShutdownAsync(cancel);
        return 0;
    }

    private static void Welcome(WebApplication app, IReadOnlyList<FirstPassword> users)
    {
        var url = app.Urls.First();
        Console.WriteLine($"""

            HybridAgent is listening.
              call as a patient   {url}/phone?practice=demo
              answer as operator  {url}/console
              read as practice    {url}/portal
              check as auditor    {url}/audit
              state of the parts  {url}/status
            """);
        if (users.Count > 0)
        {
            Console.WriteLine("\n  First start: these people exist. Each password works once and is then replaced.");
            foreach (var user in users)
            {
                Console.WriteLine($"    {user.Email,-26} {user.Role,-11} {user.Password}");
            }
        }
        Console.WriteLine("\n  Stop with Ctrl+C.");
    }
}
