using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace HybridAgent.Ledger;

/// <summary>
/// What is public about one event: enough to chain and to prove it, and no personal data. The ciphertext enters only by its
/// hash, because the hash of a plaintext (a birth date, say) can be guessed and would survive deletion.
/// </summary>
/// <param name="Practice">Pseudonym of the practice (see <see cref="IPracticeKeys.Pseudonym"/>).</param>
/// <param name="Call">128 random bits.</param>
/// <param name="Sequence">1, 2, 3, ... gapless.</param>
/// <param name="Kind">The event's kind, for example "call-started".</param>
/// <param name="UtcMs">Milliseconds since 1970-01-01 UTC.</param>
/// <param name="Actor">"system", "caller", "assistant" or a person's opaque id.</param>
/// <param name="Command">Id of the command that led here.</param>
/// <param name="KeyId">Which wrapped key opens the payload: hex of the key's commitment.</param>
/// <param name="Previous">Hash of the header before; 32 zero bytes for the first.</param>
/// <param name="CiphertextHash">SHA-256 of the sealed payload.</param>
public sealed record EventHeader(
    string Practice, Guid Call, long Sequence, string Kind, long UtcMs, string Actor, string Command, string KeyId,
    byte[] Previous, byte[] CiphertextHash)
{
    public const byte Version = 1;

    /// <summary>The previous hash of a call's first event.</summary>
    public static byte[] Origin => new byte[32];

    /// <summary>h_n = SHA-256 over the canonical bytes; they contain h_(n-1).</summary>
    public byte[] Hash() => SHA256.HashData(Canonical());

    /// <summary>
    /// Version byte, then every field: strings as 4-byte big-endian length and UTF-8, numbers as 8 bytes big-endian, the call
    /// id as 16 bytes big-endian, hashes as 32 bytes. No two headers share their bytes.
    /// </summary>
    public byte[] Canonical()
    {
        using var bytes = new MemoryStream(256);
        WritePublic(bytes);
        bytes.Write(Previous);
        bytes.Write(CiphertextHash);
        return bytes.ToArray();
    }

    /// <summary>The part that is known before sealing; authenticated with the payload, so a ciphertext fits one place only.</summary>
    public byte[] Associated()
    {
        using var bytes = new MemoryStream(256);
        WritePublic(bytes);
        return bytes.ToArray();
    }

    private void WritePublic(MemoryStream bytes)
    {
        bytes.WriteByte(Version);
        Text(bytes, Practice);
        Span<byte> id = stackalloc byte[16];
        Call.TryWriteBytes(id, bigEndian: true, out _);
        bytes.Write(id);
        Number(bytes, Sequence);
        Text(bytes, Kind);
        Number(bytes, UtcMs);
        Text(bytes, Actor);
        Text(bytes, Command);
        Text(bytes, KeyId);
    }

    private static void Text(MemoryStream bytes, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, utf8.Length);
        bytes.Write(length);
        bytes.Write(utf8);
    }

    private static void Number(MemoryStream bytes, long number)
    {
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(eight, number);
        bytes.Write(eight);
    }
}
