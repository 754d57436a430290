namespace HybridAgent.Storage.Sqlite;

/// <summary>Another process works on this data folder.</summary>
public sealed class DataFolderInUseException(string folder, Exception? inner = null)
    : Exception($"The data folder {folder} is in use by another process. Stop that one, or choose another folder with --data.", inner);

/// <summary>One process a data folder. The lock is the operating system's, so it ends with the process, however that ends.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream file;

    private DataFolderLock(FileStream file) => this.file = file;

    /// <exception cref="DataFolderInUseException">Somebody else has it.</exception>
    public static DataFolderLock Take(string folder)
    {
        try
        {
            return new DataFolderLock(new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new DataFolderInUseException(folder, e);
        }
    }

    public void Dispose() => file.Dispose();
}
