using System.Net;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;
using HybridAgent.Server.Tests.Line;
using HybridAgent.Server.Tests.Security;
using Microsoft.Data.Sqlite;

namespace HybridAgent.Server.Tests.Audit;

/// <summary>Somebody altered one record in the database: it is said aloud, shown as nothing, and every other record stays readable.</summary>
public sealed class AlteredRecordTests
{
    private const string Password = "heron-lamp-quilt-42";

    private static Dictionary<string, string?> Settings => new() { ["Speech:Engine"] = "none", ["Seed:Password"] = Password };

    [Fact]
    public async Task One_altered_record_is_said_by_audit_and_inbox_and_the_others_stay_readable()
    {
        var folder = Directory.CreateTempSubdirectory("hybrid-agent-altered-").FullName;
        CallId altered, whole;
        await using (var before = await RunningServer.Start(Settings, folder))
        {
            altered = await Sent(before, "Mary Altered");
            whole = await Sent(before, "John Whole");
        }
        using (var file = new SqliteConnection($"Data Source={Path.Combine(folder, "calls.db")};Pooling=false"))
        {
            file.Open();
            using var command = file.CreateCommand();
            command.CommandText = "UPDATE event SET ciphertext = zeroblob(40) WHERE call_id = @call AND sequence = 3";
            command.Parameters.AddWithValue("@call", altered.Value.ToByteArray(bigEndian: true));
            Assert.Equal(1, command.ExecuteNonQuery());
        }
        await using var server = await RunningServer.Start(Settings, folder);
        using var auditor = await SignedIn(server, "adam@demo.example");
        Assert.Contains("BROKEN", await auditor.GetStringAsync($"/audit/demo/{altered}"));
        Assert.Contains("chain intact", await auditor.GetStringAsync($"/audit/demo/{whole}"));
        Assert.Contains("event 3", await auditor.GetStringAsync("/audit"));
        using var practice = await SignedIn(server, "paula@demo.example");
        var inbox = await practice.GetStringAsync("/portal");
        Assert.Contains("John Whole", inbox);
        Assert.Contains("1 message cannot be shown", inbox);
        Assert.Contains("cannot be shown", await practice.GetStringAsync($"/portal/{altered}"));
        Assert.Contains("John Whole", await practice.GetStringAsync($"/portal/{whole}"));
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<CallId> Sent(RunningServer server, string patient)
    {
        var (call, _) = await server.Call();
        await server.Answer(call, "op-1");
        var grain = server.Grain(call);
        await server.Until(call, s => s.HumanPresent);
        foreach (var field in FieldNames.ReadBackRequired)
        {
            var value = field == FieldNames.PatientName ? patient : "value";
            await grain.Do(new EditField($"edit-{field}", "op-1", field, value));
            await grain.Do(new ReadBackField($"read-{field}", "op-1", field, value));
        }
        var closed = await grain.Do(new CloseCall("close", "op-1", Outcomes.MessageSent));
        Assert.True(closed.Done, closed.Refusal);
        return call;
    }

    private static async Task<HttpClient> SignedIn(RunningServer server, string email)
    {
        var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = server.Address };
        var answer = await SecuredServer.SignIn(browser, email, Password);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }
}
