namespace HybridAgent.Server.Security;

/// <summary>Authorization policies, one per page area. Every one also refuses a person whose one-time password was not changed yet.</summary>
public static class Policies
{
    /// <summary>/console: operators and supervisors.</summary>
    public const string Console = "console";

    /// <summary>/portal and /on-call: users of one practice; their practice is in the claim <see cref="SessionClaims.Practice"/>.</summary>
    public const string Portal = "portal";

    /// <summary>/audit: auditors, read only.</summary>
    public const string Audit = "audit";

    /// <summary>/admin: administrators of the platform; they see no calls.</summary>
    public const string Admin = "admin";
}

/// <summary>Role names as they stand in the identity store and in the role claim.</summary>
public static class Roles
{
    public const string Operator = "operator";
    public const string Supervisor = "supervisor";
    public const string Practice = "practice";
    public const string Auditor = "auditor";
    public const string Admin = "admin";

    public static IReadOnlyList<string> All { get; } = [Operator, Supervisor, Practice, Auditor, Admin];
}
