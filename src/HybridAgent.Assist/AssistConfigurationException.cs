namespace HybridAgent.Assist;

/// <summary>The drafter cannot start as configured; the message is one line for the person who configures.</summary>
public sealed class AssistConfigurationException(string message) : Exception(message);
