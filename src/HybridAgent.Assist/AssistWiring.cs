using HybridAgent.Assist.Cases;
using HybridAgent.Assist.Prompts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HybridAgent.Assist;

public static class AssistWiring
{
    /// <summary>
    /// Registers <see cref="ModelDrafter"/> and <see cref="PromptTrials"/> from the section "Assist" (see <see cref="AssistOptions"/>). Without the section it is
    /// off. Everything a person can have configured wrongly is found here, before the first call.
    /// </summary>
    /// <exception cref="AssistConfigurationException">
    /// A setting or a prompt cannot be used, or a switch would write what patients say into telemetry.
    /// </exception>
    public static IServiceCollection AddAssist(this IServiceCollection services, IConfiguration configuration)
    {
        var options = Read(configuration.GetSection("Assist"));
        var prompts = options.IsOff ? null : PromptLibrary.Load(options.PromptFolder);
        if (!options.IsOff)
        {
            SensitiveTelemetry.Refuse();
        }

        services.TryAddSingleton(TimeProvider.System);
        if (prompts is not null)
        {
            services.AddSingleton(s => new PromptRunner(options, prompts, s.GetRequiredService<TimeProvider>()));
        }

        services.AddSingleton(s => new PromptTrials(options, s.GetService<PromptRunner>(), s.GetRequiredService<TimeProvider>()));
        return services.AddSingleton(s => new ModelDrafter(options, s.GetService<PromptRunner>(), s.GetRequiredService<TimeProvider>()));
    }

    private static AssistOptions Read(IConfigurationSection section)
    {
        try
        {
            // A misspelled setting would silently leave its default in force.
            var options = section.Get<AssistOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new AssistOptions();
            return options.Problem() is { } problem ? throw new AssistConfigurationException(problem) : options;
        }
        catch (InvalidOperationException e)
        {
            // The binder's message names the setting; of the value it quotes only what is no number, time or switch.
            throw new AssistConfigurationException($"The section Assist cannot be read: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
