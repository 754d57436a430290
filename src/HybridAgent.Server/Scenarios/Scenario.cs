namespace HybridAgent.Server.Scenarios;

/// <summary>A whole call (or several) as data: who is there, what happens when, what must and must never be in the record.</summary>
/// <param name="People">By name; whoever is not here cannot act.</param>
/// <param name="Steps">In the order of their times.</param>
/// <param name="Ends">Caller to how the call must stand at the end: "closed", "owed", "incident", "with-operator", "ringing".</param>
/// <param name="Alarms">Beginnings of the auditor's alarms that may be raised ("I2"); any other fails the scenario.</param>
/// <param name="LastsSeconds">How long it goes on after the last step.</param>
internal sealed record Scenario(
    string Title, string Why, IReadOnlyDictionary<string, ScenarioPerson> People, IReadOnlyList<ScenarioStep> Steps,
    IReadOnlyList<ScenarioEvent> Expect, IReadOnlyList<ScenarioEvent> Never, IReadOnlyDictionary<string, string> Ends,
    IReadOnlyList<string> Alarms, double LastsSeconds);

/// <param name="Role">"operator", "supervisor" or "clinician".</param>
/// <param name="Desk">The pool; "second" is the practice's second pool.</param>
/// <param name="ByPhone">Reached by telephone; otherwise at a screen.</param>
internal sealed record ScenarioPerson(string Name, string Role, string Desk, bool OnDuty, bool ByPhone);

/// <param name="At">Seconds since the beginning.</param>
/// <param name="Who">A caller's or person's name, or "fault".</param>
/// <param name="With">Everything else the step says: text, wav, from, field, outcome, minutes, call.</param>
internal sealed record ScenarioStep(double At, string Who, string Does, IReadOnlyDictionary<string, string> With, int Line)
{
    public string? Text(string key) => With.GetValueOrDefault(key);
}

/// <summary>An event the record must hold, or must never hold.</summary>
/// <param name="Where">Properties of the event and what they must hold (nested ones with dots); a value matches when it is contained.</param>
/// <param name="Times">How often; null for at least once.</param>
internal sealed record ScenarioEvent(
    string Kind, string? Call, double? After, double? By, int? Times, IReadOnlyDictionary<string, string> Where);
