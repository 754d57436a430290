namespace HybridAgent.Server;

/// <summary>How one server process is started. Everything else is configuration (README, "Configuration").</summary>
/// <param name="DataFolder">Where everything durable lives; one process at a time.</param>
/// <param name="Url">Where Kestrel listens. Port 0 lets the system choose.</param>
/// <param name="Environment">"Production", "Development" or "Testing".</param>
public sealed record ServerOptions(string DataFolder, string Url = "http://127.0.0.1:5080", string Environment = "Production")
{
    /// <summary>Settings that win over files and environment variables.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Last word on the services: how a test puts its own ear in place of an engine.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>Less on the console: the command line's own server.</summary>
    public bool Quiet { get; init; }
}
