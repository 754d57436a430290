using System.Security.Claims;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Practices;
using HybridAgent.Grains.Calls;
using HybridAgent.Server.Security;

namespace HybridAgent.Server.Line;

/// <summary>The sockets where audio enters: the caller's browser phone, the operator's console and the clinician's on-call page.</summary>
public static class LineEndpoints
{
    public static void MapLine(this IEndpointRouteBuilder app)
    {
        app.MapGet("/line/phone", Phone);
        app.MapGet("/line/operator", Human);
        app.MapGet("/line/clinician", Human);
    }

    private static async Task Phone(
        HttpContext http, string? ticket, string? resume, TicketOffice tickets, ResumeTokens tokens, IPracticeDirectory practices,
        IGrainFactory grains, LineNode node)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            await Refuse(http, 400, "This address takes a WebSocket.");
            return;
        }
        if (tickets.Redeem(ticket ?? "") is not { Purpose: "caller" } admitted || practices.Find(admitted.Practice) is not { } practice)
        {
            await Refuse(http, 401, "The ticket is missing, used or too old: ask for a new one.");
            return;
        }
        var call = await Resumed(tokens.Read(resume), practice, grains) ?? CallIds.Next();
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        await node.CarryCaller(practice, call, socket, tokens.Issue(practice.Id, call));
    }

    /// <summary>The call a caller comes back to. A spoilt token or a closed call turns nobody away: it becomes a new call.</summary>
    private static async Task<CallId?> Resumed((string Practice, CallId Call)? token, Practice practice, IGrainFactory grains) =>
        token is { } back && back.Practice == practice.Id
        && await grains.GetGrain<ICallGrain>(CallKey.Of(practice.Id, back.Call)).Read() is { IsStarted: true, IsClosed: false }
            ? back.Call
            : null;

    /// <summary>An operator's or a clinician's audio. A ticket says who may ask; the record says whether the call is theirs right now.</summary>
    private static async Task Human(
        HttpContext http, string? ticket, TicketOffice tickets, IPracticeDirectory practices, IGrainFactory grains, TimeProvider time, LineNode node)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            await Refuse(http, 400, "This address takes a WebSocket.");
            return;
        }
        if (tickets.Redeem(ticket, http.User.FindFirstValue(SessionClaims.Session)) is not { Call: { } call, Person: { } person } admitted
            || practices.Find(admitted.Practice) is not { } practice)
        {
            await Refuse(http, 401, "The ticket is missing, used or too old: ask for a new one.");
            return;
        }
        if (!(await grains.GetGrain<ICallGrain>(CallKey.Of(practice.Id, call)).Read()).MayBeJoinedBy(person, time.GetUtcNow()))
        {
            tickets.End(ticket!);
            await Refuse(http, 403, "This call is not yours: answer it first.");
            return;
        }
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var role = admitted.Purpose == Ticket.Clinician ? LegRole.Clinician : LegRole.Operator;
        if (await node.CarryHuman(practice, call, person, role, socket) == "lost")
        {
            tickets.Lost(ticket!);
        }
        else
        {
            tickets.End(ticket!);
        }
    }

    private static Task Refuse(HttpContext http, int status, string why)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsync(why);
    }
}

/// <summary>Where call ids come from: 128 random bits.</summary>
internal static class CallIds
{
    public static CallId Next() => new(new Guid(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16)));
}
