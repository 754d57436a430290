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

    [Fact]
    public void Whose_socket_broke_comes_back_with_the_same_ticket_within_five_seconds_as_often_as_it_breaks()
    {
        var office = new TicketOffice(_time);
        var secret = office.Issue(Operator);
        Assert.Equal(Operator, office.Redeem(secret, "session-1"));
        _time.Advance(TimeSpan.FromMinutes(20)); // a long call: the ticket's age is that of its loss
        office.Issue(Operator); // sweeps
        office.Lost(secret);
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(Operator, office.Redeem(secret, "session-1"));
        Assert.Null(office.Redeem(secret, "session-1")); // its socket lives again
        office.Lost(secret);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(office.Redeem(secret, "session-1"));
    }

    [Fact]
    public void A_used_ticket_opens_nothing_for_another_session_nor_after_its_socket_ended_well()
    {
        var office = new TicketOffice(_time);
        var secret = office.Issue(Operator);
        office.Redeem(secret, "session-1");
        office.Lost(secret);
        Assert.Null(office.Redeem(secret, "session-2"));
        Assert.Null(office.Redeem(secret));
        office.Redeem(secret, "session-1");
        office.End(secret);
        Assert.Null(office.Redeem(secret, "session-1"));
    }

    [Fact]
    public void A_revoked_person_does_not_come_back_with_a_used_ticket()
    {
        var office = new TicketOffice(_time);
        var secret = office.Issue(Operator);
        office.Redeem(secret, "session-1");
        office.Lost(secret);
        office.Forget("op-123456");
        Assert.Null(office.Redeem(secret, "session-1"));
    }
}
