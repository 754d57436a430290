namespace HybridAgent.Ledger;

/// <summary>The practices' own keys, behind a port: files when embedded, a key service in production.</summary>
public interface IPracticeKeys
{
    /// <summary>A stable name for the practice that tells nothing about it.</summary>
    string Pseudonym(string practice);

    /// <summary>A keyed hash of a value, to find equal values by: 16 bytes. Without the practice's key nobody can tell which value it was, or try all.</summary>
    byte[] Fingerprint(string practice, string value);

    byte[] Wrap(string practice, byte[] key);

    /// <exception cref="System.Security.Cryptography.CryptographicException">Not wrapped by this practice's key, or changed.</exception>
    byte[] Unwrap(string practice, byte[] wrapped);
}
