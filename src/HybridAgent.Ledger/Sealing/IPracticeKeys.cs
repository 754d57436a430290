namespace HybridAgent.Ledger;

/// <summary>The practices' own keys, behind a port: files when embedded, a key service in production.</summary>
public interface IPracticeKeys
{
    /// <summary>A stable name for the practice that tells nothing about it.</summary>
    string Pseudonym(string practice);

    byte[] Wrap(string practice, byte[] key);

    /// <exception cref="System.Security.Cryptography.CryptographicException">Not wrapped by this practice's key, or changed.</exception>
    byte[] Unwrap(string practice, byte[] wrapped);
}
