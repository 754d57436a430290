using System.Security.Cryptography;
using CsCheck;

namespace HybridAgent.Ledger.Tests.Chain;

/// <summary>Whatever is done to a stored chain, the verifier names the first event that does not hold.</summary>
public sealed class ChainTests
{
    private static readonly Guid Call = new("00112233-4455-6677-8899-aabbccddeeff");

    [Fact]
    public void A_chain_as_it_was_written_holds()
    {
        Assert.Null(ChainVerifier.Problem(Call, []));
        Gen.Int[1, 40].Sample(length => Assert.Null(ChainVerifier.Problem(Call, Written(length))));
    }

    [Fact]
    public void Any_flipped_bit_in_any_field_is_found()
    {
        var tampering = Gen.Select(Gen.Int[1, 20], Gen.Int[0, int.MaxValue], Gen.Int[0, 11], Gen.Int[0, int.MaxValue]);
        tampering.Sample((length, which, field, bit) =>
        {
            var chain = Written(length);
            var at = which % length;
            chain[at] = Tamper(chain[at], field, bit);
            var problem = ChainVerifier.Problem(Call, chain);
            Assert.NotNull(problem);
            // The damage shows at the event itself or at the one that should continue it.
            Assert.True(problem.Contains($"event {at + 1}", StringComparison.Ordinal) || problem.Contains($"event {at + 2}", StringComparison.Ordinal)
                || problem.Contains("found", StringComparison.Ordinal), problem);
        });
    }

    [Fact]
    public void A_removed_doubled_or_moved_event_is_found()
    {
        Gen.Select(Gen.Int[3, 20], Gen.Int[0, int.MaxValue], Gen.Int[0, 2]).Sample((length, which, how) =>
        {
            var chain = Written(length).ToList();
            // Cutting off the end is not the chain's to find: the store's row holds the head.
            var at = which % (length - 1);
            if (how == 0)
            {
                chain.RemoveAt(at);
            }
            else if (how == 1)
            {
                chain.Insert(at, chain[at]);
            }
            else
            {
                (chain[at], chain[at + 1]) = (chain[at + 1], chain[at]);
            }
            Assert.NotNull(ChainVerifier.Problem(Call, chain));
        });
    }

    [Fact]
    public void An_event_of_another_call_does_not_fit_in()
    {
        var other = Written(3, Guid.NewGuid());
        Assert.Contains("another call", ChainVerifier.Problem(Call, other));
    }

    [Fact]
    public void No_two_headers_share_their_bytes()
    {
        // Length prefixes: moving a letter from one field to the next must change the bytes.
        var one = Header(Call, 1, EventHeader.Origin, [1]) with { Actor = "ab", Command = "c" };
        Assert.NotEqual(one.Canonical(), (one with { Actor = "a", Command = "bc" }).Canonical());
        Assert.Equal(one.Canonical(), (one with { }).Canonical());
        Assert.Equal(EventHeader.Version, one.Canonical()[0]);
    }

    private static SealedEvent[] Written(int length, Guid? call = null)
    {
        var previous = EventHeader.Origin;
        var chain = new SealedEvent[length];
        for (var i = 0; i < length; i++)
        {
            byte[] ciphertext = [.. RandomNumberGenerator.GetBytes(40)];
            var header = Header(call ?? Call, i + 1, previous, ciphertext);
            previous = header.Hash();
            chain[i] = new SealedEvent(header, ciphertext, previous);
        }
        return chain;
    }

    private static EventHeader Header(Guid call, long sequence, byte[] previous, byte[] ciphertext) =>
        new("p", call, sequence, "call-started", 1_700_000_000_000 + sequence, "system", $"c{sequence}", "key", previous, SHA256.HashData(ciphertext));

    private static SealedEvent Tamper(SealedEvent e, int field, int bit) => field switch
    {
        0 => e with { Header = e.Header with { Practice = Text(e.Header.Practice, bit) } },
        1 => e with { Header = e.Header with { Call = Guid.NewGuid() } },
        2 => e with { Header = e.Header with { Sequence = e.Header.Sequence ^ (1L << (bit % 62)) } },
        3 => e with { Header = e.Header with { Kind = Text(e.Header.Kind, bit) } },
        4 => e with { Header = e.Header with { UtcMs = e.Header.UtcMs ^ (1L << (bit % 62)) } },
        5 => e with { Header = e.Header with { Actor = Text(e.Header.Actor, bit) } },
        6 => e with { Header = e.Header with { Command = Text(e.Header.Command, bit) } },
        7 => e with { Header = e.Header with { KeyId = Text(e.Header.KeyId, bit) } },
        8 => e with { Header = e.Header with { Previous = Bytes(e.Header.Previous, bit) } },
        9 => e with { Header = e.Header with { CiphertextHash = Bytes(e.Header.CiphertextHash, bit) } },
        10 => e with { Ciphertext = Bytes(e.Ciphertext, bit) },
        _ => e with { Hash = Bytes(e.Hash, bit) },
    };

    private static string Text(string text, int bit)
    {
        var letters = text.ToCharArray();
        letters[bit % letters.Length] ^= (char)(1 << (bit % 7));
        return new string(letters);
    }

    private static byte[] Bytes(byte[] bytes, int bit)
    {
        byte[] changed = [.. bytes];
        changed[bit % changed.Length] ^= (byte)(1 << (bit % 8));
        return changed;
    }
}
