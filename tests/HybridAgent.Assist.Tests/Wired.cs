using HybridAgent.Core.Calls;
using HybridAgent.Core.Practices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HybridAgent.Assist.Tests;

/// <summary>A drafter, wired as the product wires it, before a real model server; time stands still until a test moves it.</summary>
internal sealed class Wired : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private Wired(ModelServer server, ServiceProvider services, FakeTimeProvider time)
    {
        (Server, this.services, Time) = (server, services, time);
        Drafter = services.GetRequiredService<ModelDrafter>();
    }

    public static DateOnly Today { get; } = new(2026, 1, 5);

    public ModelServer Server { get; }

    /// <summary>Whose calls these are; none unless a test says so.</summary>
    public Practice? Practice { get; set; }

    public FakeTimeProvider Time { get; }

    public IServiceProvider Services => services;

    public ModelDrafter Drafter { get; }

    public CallId Call { get; } = new(Guid.Parse("00000000-0000-0000-0000-000000000001"));

    public static CallId Another(int n) => new(new Guid(n, 0, 0, new byte[8]));

    /// <param name="settings">Of the section Assist; they win over a working openai-compatible setting.</param>
    public static async Task<Wired> Open(params (string Key, string? Value)[] settings)
    {
        var server = await ModelServer.Start();
        var all = new Dictionary<string, string?>
        {
            ["Assist:Provider"] = "openai-compatible",
            ["Assist:Model"] = "local",
            ["Assist:Endpoint"] = server.Root + "/v1",
        };
        foreach (var (key, value) in settings)
        {
            all["Assist:" + key] = value?.Replace("{root}", server.Root, StringComparison.Ordinal);
        }

        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero));
        return new Wired(server, Wire(all, s => s.AddSingleton<TimeProvider>(time)), time);
    }

    public static ServiceProvider Wire(IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection();
        more?.Invoke(services);
        return services.AddAssist(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();
    }

    public Task<AssistResult> Draft(params Utterance[] said) => Draft(Call, said);

    /// <summary>Fails after 20 s of real time: a drafter that hangs must not hang the tests.</summary>
    public Task<AssistResult> Draft(CallId call, params Utterance[] said) =>
        Drafter.Draft(call, said, Practice, Today, reason: false, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>As in a call for which the rules found no reason yet.</summary>
    public Task<AssistResult> DraftWithReason(params Utterance[] said) =>
        Drafter.Draft(Call, said, Practice, Today, reason: true, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20));

    public static Utterance Caller(string id, string text) => Says(LegRole.Caller, id, text);

    public static Utterance Operator(string id, string text) => Says(LegRole.Operator, id, text);

    public static Utterance Says(LegRole leg, string id, string text, double? confidence = null)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new Utterance(id, leg, text, [.. words.Select((w, i) => new Word(w, i * 300, (i + 1) * 300, confidence))], 0, words.Length * 300, "scripted");
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Server.DisposeAsync();
    }
}
