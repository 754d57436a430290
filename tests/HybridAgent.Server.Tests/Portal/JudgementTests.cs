using System.Net;
using System.Text.RegularExpressions;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;
using HybridAgent.Server.Tests.Line;
using HybridAgent.Server.Tests.Security;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAgent.Server.Tests.Portal;

/// <summary>A practice says at the message whether the urgency was right.</summary>
public sealed partial class JudgementTests
{
    private const string Password = "heron-lamp-quilt-42";
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static Dictionary<string, string?> Settings => new() { ["Speech:Engine"] = "none", ["Seed:Password"] = Password };

    [Fact]
    public async Task A_judgement_stands_at_the_message_in_the_inbox_and_in_the_auditors_timeline()
    {
        await using var server = await RunningServer.Start(Settings);
        var call = await Write(server);
        using var practice = await SignedIn(server, "paula@demo.example");
        var page = await Judge(practice, call, await Form(practice, call), Judgements.ShouldHaveBeenUrgent, "chest_pain", "<b>she had a heart attack</b>");
        Assert.Contains("&lt;b&gt;she had a heart attack&lt;/b&gt;", page);
        Assert.Contains("should have been urgent", page);
        Assert.Contains("(chest pain)", page);
        Assert.Contains("should have been urgent", await practice.GetStringAsync("/portal"));
        using var auditor = await SignedIn(server, "adam@demo.example");
        var timeline = await auditor.GetStringAsync($"/audit/demo/{call}");
        Assert.Contains("judgement-given", timeline);
        Assert.Contains("should have been urgent (chest_pain)", timeline);
        Assert.Contains("chain intact", timeline);
        var given = Assert.Single((await server.Grain(call).Read()).Judgements);
        Assert.Equal((Judgements.ShouldHaveBeenUrgent, "chest_pain"), (given.Judgement, given.Category));
        Assert.NotEqual("op-1", given.By);
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_counts_once_and_one_without_a_reason_not_at_all()
    {
        await using var server = await RunningServer.Start(Settings);
        var call = await Write(server);
        using var practice = await SignedIn(server, "paula@demo.example");
        var form = await Form(practice, call);
        Assert.Contains("role=\"alert\"", await Judge(practice, call, form, Judgements.WasNotUrgent, "", "  "));
        Assert.Empty((await server.Grain(call).Read()).Judgements);
        await Judge(practice, call, form, Judgements.WasNotUrgent, "", "it was about a film");
        await Judge(practice, call, form, Judgements.WasNotUrgent, "", "it was about a film, really");
        Assert.Equal("it was about a film", Assert.Single((await server.Grain(call).Read()).Judgements).Reason);
    }

    [Theory]
    [InlineData("olivia@demo.example")]
    [InlineData("sara@demo.example")]
    [InlineData("adam@demo.example")]
    [InlineData("ada@demo.example")]
    public async Task Only_people_of_the_practice_judge(string email)
    {
        await using var server = await RunningServer.Start(Settings);
        var call = await Write(server);
        using var practice = await SignedIn(server, "paula@demo.example");
        var form = await Form(practice, call);
        using var other = await SignedIn(server, email);
        var answer = await Post(other, call, form, Judgements.WasNotUrgent, "", "because");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty((await server.Grain(call).Read()).Judgements);
    }

    [Fact]
    public async Task Another_practices_call_is_not_there_to_be_judged()
    {
        await using var server = await RunningServer.Start(Settings);
        var (mine, theirs) = (await Write(server), await Write(server, "elsewhere"));
        using var practice = await SignedIn(server, "paula@demo.example");
        await Post(practice, theirs, await Form(practice, mine), Judgements.WasNotUrgent, "", "because");
        var record = await server.Services.GetRequiredService<IEventStore>().Read(theirs, 0, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(record, e => e.Event is JudgementGiven);
    }

    private static async Task<CallId> Write(RunningServer server, string practice = "demo")
    {
        var call = new CallId(Guid.NewGuid());
        CallEvent[] events =
        [
            new CallStarted(practice, "main", "test", null), new FieldEdited(FieldNames.PatientName, "Mary Johnson", "op-1"),
            new MessageSent("m", new string('0', 64), "op-1"), new CallClosed(Outcomes.MessageSent, "op-1"),
        ];
        var fresh = events.Select((e, n) => new NewEvent(Noon, "op-1", $"c{n}", e)).ToList();
        var state = CallState.Fold(call, fresh.Select((e, n) => new StoredEvent(call, n + 1, e.At, e.Actor, e.Command, e.Event)));
        await server.Services.GetRequiredService<IEventStore>().Append(call, 0, fresh, state.Row());
        return call;
    }

    /// <summary>What stands hidden in the judgement's form.</summary>
    private static async Task<IReadOnlyList<KeyValuePair<string, string>>> Form(HttpClient browser, CallId call)
    {
        var html = await browser.GetStringAsync($"/portal/{call}");
        var form = html[html.IndexOf("class=\"judge\"", StringComparison.Ordinal)..];
        return [.. Hidden().Matches(form[..form.IndexOf("</form>", StringComparison.Ordinal)])
            .Select(m => KeyValuePair.Create(m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value)))];
    }

    private static async Task<string> Judge(
        HttpClient browser, CallId call, IReadOnlyList<KeyValuePair<string, string>> form, string judgement, string category, string reason)
    {
        var answer = await Post(browser, call, form, judgement, category, reason);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<HttpResponseMessage> Post(
        HttpClient browser, CallId call, IReadOnlyList<KeyValuePair<string, string>> form, string judgement, string category, string reason)
    {
        using var content = new FormUrlEncodedContent(
            [.. form, new("Given.Judgement", judgement), new("Given.Category", category), new("Given.Reason", reason)]);
        return await browser.PostAsync(new Uri($"/portal/{call}", UriKind.Relative), content);
    }

    private static async Task<HttpClient> SignedIn(RunningServer server, string email)
    {
        var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = server.Address };
        Assert.Equal(HttpStatusCode.Redirect, (await SecuredServer.SignIn(browser, email, Password)).StatusCode);
        return browser;
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
