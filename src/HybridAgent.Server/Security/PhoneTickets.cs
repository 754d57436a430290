using HybridAgent.Core.Practices;

namespace HybridAgent.Server.Security;

/// <summary>The anonymous caller's way in: a ticket for one call to one practice.</summary>
internal static class PhoneTickets
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/phone/ticket", (string? practice, IPracticeDirectory practices, TicketOffice tickets) =>
            practice is not null && practices.Find(practice) is { } found
                ? Results.Json(new PhoneTicket(tickets.Issue(new Ticket(Ticket.Caller, found.Id, null, null))))
                : Results.Text("There is no such practice.\n", statusCode: StatusCodes.Status404NotFound))
            .AllowAnonymous()
            .RequireRateLimiting(RequestRates.PhoneTicket);

    private sealed record PhoneTicket(string Ticket);
}
