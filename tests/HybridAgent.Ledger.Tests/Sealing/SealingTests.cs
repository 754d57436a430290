using System.Security.Cryptography;
using System.Text;
using CsCheck;

namespace HybridAgent.Ledger.Tests.Sealing;

/// <summary>A sealed payload opens with its own call's key at its own place, and nowhere else.</summary>
public sealed class SealingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hybrid-agent-keys-").FullName;

    private FilePracticeKeys Keys => new(Path.Combine(folder, "keys"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_was_sealed_opens_again_byte_for_byte()
    {
        using var key = CallKey.Create(Keys, "demo").Key;
        Gen.Select(Gen.Byte.Array[0, 2000], Gen.Byte.Array[0, 200]).Sample((plain, place) =>
            Assert.Equal(plain, key.Unseal(key.Seal(plain, place), place)));
    }

    [Fact]
    public void Any_flipped_bit_in_payload_or_place_is_refused()
    {
        using var key = CallKey.Create(Keys, "demo").Key;
        Gen.Select(Gen.Byte.Array[1, 200], Gen.Byte.Array[1, 100], Gen.Int[0, int.MaxValue], Gen.Bool).Sample((plain, place, at, inPayload) =>
        {
            var box = key.Seal(plain, place);
            var harmed = inPayload ? box : place;
            harmed[at % harmed.Length] ^= (byte)(1 << (at % 8));
            Assert.ThrowsAny<CryptographicException>(() => key.Unseal(box, place));
        });
    }

    [Fact]
    public void Many_threads_may_seal_and_unseal_with_one_key()
    {
        using var key = CallKey.Create(Keys, "demo").Key;
        Parallel.For(0, 20_000, n =>
        {
            var plain = BitConverter.GetBytes(n);
            Assert.Equal(plain, key.Unseal(key.Seal(plain, plain), plain));
        });
    }

    [Fact]
    public void Another_calls_key_does_not_open_it()
    {
        using var one = CallKey.Create(Keys, "demo").Key;
        using var other = CallKey.Create(Keys, "demo").Key;
        var box = one.Seal("a birth date"u8, []);
        Assert.ThrowsAny<CryptographicException>(() => other.Unseal(box, []));
        Assert.NotEqual(one.Id, other.Id);
    }

    [Fact]
    public void A_cut_off_payload_is_refused_clearly()
    {
        using var key = CallKey.Create(Keys, "demo").Key;
        Assert.Contains("cut off", Assert.ThrowsAny<CryptographicException>(() => key.Unseal(new byte[27], [])).Message);
    }

    [Fact]
    public void The_same_words_never_look_the_same_and_never_show()
    {
        using var key = CallKey.Create(Keys, "demo").Key;
        var plain = Encoding.UTF8.GetBytes("Mary Johnson, born March 3 1960");
        var boxes = Enumerable.Range(0, 1000).Select(_ => key.Seal(plain, [])).ToList();
        Assert.Equal(1000, boxes.Select(b => Convert.ToHexString(b.AsSpan(0, 12))).Distinct().Count());
        Assert.All(boxes, b => Assert.True(b.AsSpan().IndexOf("Johnson"u8) < 0));
    }

    [Fact]
    public void A_wrapped_key_opens_for_its_own_practice_after_a_restart_and_for_no_other()
    {
        var (key, wrapped) = CallKey.Create(Keys, "demo");
        var box = key.Seal("x"u8, []);
        Assert.Equal("x"u8.ToArray(), CallKey.Open(Keys, "demo", wrapped).Unseal(box, []));
        Assert.ThrowsAny<CryptographicException>(() => CallKey.Open(Keys, "elsewhere", wrapped));
        wrapped[5] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => CallKey.Open(Keys, "demo", wrapped));
        Assert.ThrowsAny<CryptographicException>(() => CallKey.Open(Keys, "demo", [1, 2, 3]));
    }

    [Fact]
    public void A_practice_has_one_pseudonym_that_tells_nothing_of_its_name()
    {
        var pseudonym = Keys.Pseudonym("riverside-family-medicine");
        Assert.Equal(pseudonym, Keys.Pseudonym("riverside-family-medicine"));
        Assert.DoesNotContain("riverside", pseudonym);
        Assert.NotEqual(pseudonym, Keys.Pseudonym("another"));
    }

    [Fact]
    public void A_numbers_fingerprint_is_the_same_within_a_practice_another_elsewhere_and_tells_nothing_of_it()
    {
        var print = Keys.Fingerprint("demo", "+12025550147");
        Assert.Equal(print, Keys.Fingerprint("demo", "+12025550147"));
        Assert.NotEqual(print, Keys.Fingerprint("demo", "+12025550148"));
        Assert.NotEqual(print, Keys.Fingerprint("elsewhere", "+12025550147"));
        // Without the practice's key nobody can try numbers until one fits.
        Assert.NotEqual(SHA256.HashData("+12025550147"u8)[..16], print);
        Assert.Equal(16, print.Length);
    }

    [Fact]
    public void Key_files_are_readable_by_their_owner_only_and_named_by_no_practice()
    {
        Keys.Pseudonym("../../etc/riverside");
        var file = Assert.Single(Directory.GetFiles(Path.Combine(folder, "keys")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.DoesNotContain("riverside", file);
    }

    [Fact]
    public void A_damaged_key_file_is_said_clearly_and_never_replaced()
    {
        Keys.Pseudonym("demo");
        var file = Directory.GetFiles(Path.Combine(folder, "keys")).Single();
        File.WriteAllBytes(file, [1, 2, 3]);
        Assert.Contains("is not a key of 32 bytes", Assert.ThrowsAny<CryptographicException>(() => Keys.Pseudonym("demo")).Message);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(file));
    }
}
