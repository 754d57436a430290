using System.Security.Cryptography;

namespace HybridAgent.Ledger;

/// <summary>
/// The key of one call: AES-256-GCM with random 96-bit nonces (never the sequence number). The key's commitment is part of the
/// associated data, so a ciphertext cannot be made to open under two keys. Safe for many threads.
/// </summary>
public sealed class CallKey : IDisposable
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    // The platform's cipher keeps state of its own: writing and reading one call at the same time would corrupt both.
    private readonly Lock gate = new();
    private readonly AesGcm cipher;
    private readonly byte[] commitment;

    private CallKey(byte[] key)
    {
        cipher = new AesGcm(key, TagBytes);
        commitment = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 16, info: "hybrid-agent call key commitment v1"u8.ToArray());
        Id = Convert.ToHexStringLower(commitment);
    }

    /// <summary>Names the key without telling anything of it.</summary>
    public string Id { get; }

    /// <summary>A new random key, and how the practice's key wraps it.</summary>
    public static (CallKey Key, byte[] Wrapped) Create(IPracticeKeys keys, string practice)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var wrapped = keys.Wrap(practice, key);
        return (new CallKey(key), wrapped);
    }

    /// <exception cref="CryptographicException">The wrapped key is not this practice's or was changed.</exception>
    public static CallKey Open(IPracticeKeys keys, string practice, byte[] wrapped) => new(keys.Unwrap(practice, wrapped));

    /// <summary>Nonce, ciphertext, tag in one.</summary>
    public byte[] Seal(ReadOnlySpan<byte> plain, byte[] associated)
    {
        var box = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        lock (gate)
        {
            cipher.Encrypt(box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length), Bind(associated));
        }
        return box;
    }

    /// <exception cref="CryptographicException">The payload or its header was changed.</exception>
    public byte[] Unseal(ReadOnlySpan<byte> box, byte[] associated)
    {
        if (box.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("The sealed payload is cut off.");
        }
        var plain = new byte[box.Length - NonceBytes - TagBytes];
        lock (gate)
        {
            cipher.Decrypt(box[..NonceBytes], box[NonceBytes..^TagBytes], box[^TagBytes..], plain, Bind(associated));
        }
        return plain;
    }

    public void Dispose() => cipher.Dispose();

    private byte[] Bind(byte[] associated) => [.. commitment, .. associated];
}
