namespace HybridAgent.Assist;

/// <summary>Switches of the model libraries that would write what people said into traces and logs.</summary>
public static class SensitiveTelemetry
{
    /// <summary>Set by code or runtimeconfig.json; read by Semantic Kernel.</summary>
    public const string KernelSwitch = "Microsoft.SemanticKernel.Experimental.GenAI.EnableOTelDiagnosticsSensitive";

    /// <summary>Read by Semantic Kernel when the switch is absent.</summary>
    public const string KernelVariable = "SEMANTICKERNEL_EXPERIMENTAL_GENAI_ENABLE_OTEL_DIAGNOSTICS_SENSITIVE";

    /// <summary>Read by Microsoft.Extensions.AI and other clients that follow the OpenTelemetry conventions.</summary>
    public const string MessageVariable = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";

    /// <summary>The switches that are on.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static IReadOnlyList<string> SwitchedOn(Func<string, string?> variable)
    {
        var on = new List<string>();
        if (AppContext.TryGetSwitch(KernelSwitch, out var value) && value)
        {
            on.Add(KernelSwitch);
        }

        on.AddRange(new[] { KernelVariable, MessageVariable }.Where(name => IsOn(variable(name))));
        return on;
    }

    /// <summary>Ends a start while any of the switches is on.</summary>
    /// <exception cref="AssistConfigurationException">Names the switches, in one line.</exception>
    public static void Refuse(Func<string, string?>? variable = null)
    {
        var on = SwitchedOn(variable ?? Environment.GetEnvironmentVariable);
        if (on.Count > 0)
        {
            throw new AssistConfigurationException(
                $"Not starting: {string.Join(" and ", on)} would write what patients say into telemetry; switch it off.");
        }
    }

    // Anything but a plain "off" counts as on: libraries differ in what they read as true (some take "span_only", "event_only").
    private static bool IsOn(string? value) =>
        !string.IsNullOrWhiteSpace(value) && value.Trim().ToLowerInvariant() is not ("false" or "0" or "no" or "off" or "no_content");
}
