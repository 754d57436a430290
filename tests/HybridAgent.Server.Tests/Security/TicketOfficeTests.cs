using HybridAgent.Core.Calls;
using HybridAgent.Server.Security;
using Microsoft.Extensions.Time.Testing;

namespace HybridAgent.Server.Tests.Security;

public sealed class TicketOfficeTests
{
    private static readonly Ticket Operator = new(Ticket.Operator, "demo", new CallId(Guid.NewGuid()), "op-123456");
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_ticket_opens_one_socket_and_no_second()
    {
        var office = new TicketOffice(_time);
        var secret = office.Issue(Operator);
        Assert.True(office.IsValid(secret));
        Assert.Equal(Operator, office.Redeem(secret));
        Assert.Null(office.Redeem(secret));
        Assert.False(office.IsValid(secret));
    }

    [Fact]
    public void A_ticket_waits_for_sixty_seconds_and_no_longer()
    {
        var office = new TicketOffice(_time);
        string early = office.Issue(Operator), late = office.Issue(Operator);
        _time.Advance(TimeSpan.FromSeconds(59.9));
        Assert.NotNull(office.Redeem(early));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(office.Redeem(late));
    }

    [Fact]
    public void Tickets_are_long_random_and_safe_in_a_url()
    {
        var office = new TicketOffice(_time);
        var issued = Enumerable.Range(0, 1000).Select(_ => office.Issue(Operator)).ToList();
        Assert.Equal(1000, issued.Distinct().Count());
        Assert.All(issued, t => Assert.Matches("^[A-Za-z0-9_-]{43}$", t));
    }

    [Fact]
    public async Task Of_many_who_redeem_at_once_one_gets_it()
    {
        var office = new TicketOffice(_time);
        for (var i = 0; i < 200; i++)
        {
            var secret = office.Issue(Operator);
            var got = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => office.Redeem(secret))));
            Assert.Single(got, t => t is not null);
        }
    }

    [Fact]
    public void A_revoked_person_loses_the_tickets_and_others_keep_theirs()
    {
        var office = new TicketOffice(_time);
        string mine = office.Issue(Operator), other = office.Issue(Operator with { Person = "op-abcdef" });
        office.Forget("op-123456");
        Assert.Null(office.Redeem(mine));
        Assert.NotNull(office.Redeem(other));
    }
}
