using System.Security.Cryptography;
using System.Text;

namespace HybridAgent.Ledger;

/// <summary>
/// Practices' keys as files beside the data, mode 0600. Good for trying: whoever has the folder has the keys. Production takes a
/// key service behind <see cref="IPracticeKeys"/>.
/// </summary>
/// <param name="mayCreate">False for whoever only reads: a key that is missing is said, never replaced by a new one.</param>
public sealed class FilePracticeKeys(string folder, bool mayCreate = true) : IPracticeKeys
{
    public const string Warning = "Keys lie in files beside the data: whoever has this folder can open every record. Not for production.";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly Lock gate = new();
    private readonly Dictionary<string, byte[]> keys = [];

    public string Pseudonym(string practice) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Derive(practice, "pseudonym"), Encoding.UTF8.GetBytes(practice)).AsSpan(0, 16));

    public byte[] Fingerprint(string practice, string value) =>
        HMACSHA256.HashData(Derive(practice, "fingerprint"), Encoding.UTF8.GetBytes(value))[..16];

    public byte[] Wrap(string practice, byte[] key)
    {
        using var cipher = new AesGcm(Derive(practice, "wrap"), TagBytes);
        var box = new byte[NonceBytes + key.Length + TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        cipher.Encrypt(box.AsSpan(0, NonceBytes), key, box.AsSpan(NonceBytes, key.Length), box.AsSpan(NonceBytes + key.Length));
        return box;
    }

    public byte[] Unwrap(string practice, byte[] wrapped)
    {
        if (wrapped.Length <= NonceBytes + TagBytes)
        {
            throw new CryptographicException("The wrapped key is cut off.");
        }
        using var cipher = new AesGcm(Derive(practice, "wrap"), TagBytes);
        var key = new byte[wrapped.Length - NonceBytes - TagBytes];
        var box = wrapped.AsSpan();
        cipher.Decrypt(box[..NonceBytes], box[NonceBytes..^TagBytes], box[^TagBytes..], key);
        return key;
    }

    private byte[] Derive(string practice, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Master(practice), 32, info: Encoding.UTF8.GetBytes($"hybrid-agent {purpose} v1"));

    private byte[] Master(string practice)
    {
        lock (gate)
        {
            if (keys.TryGetValue(practice, out var known))
            {
                return known;
            }
            // The file's name must not carry what somebody put into a practice id.
            var file = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(practice)).AsSpan(0, 12)) + ".key");
            return keys[practice] = File.Exists(file) ? Load(file)
                : mayCreate ? Create(file)
                : throw new CryptographicException($"There is no key {file}.");
        }
    }

    private static byte[] Load(string file)
    {
        var key = File.ReadAllBytes(file);
        return key.Length == 32 ? key : throw new CryptographicException($"{file} is not a key of 32 bytes.");
    }

    private byte[] Create(string file)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var key = RandomNumberGenerator.GetBytes(32);
        var temporary = file + ".new";
        using (var stream = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            stream.Write(key);
            stream.Flush(flushToDisk: true);
        }
        // Never over an existing key: losing one loses every record of the practice.
        File.Move(temporary, file, overwrite: false);
        return key;
    }
}
