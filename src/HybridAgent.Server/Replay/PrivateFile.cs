using HybridAgent.Server.Cli;

namespace HybridAgent.Server.Replay;

/// <summary>Files for this user's eyes: mode 0600 from the first byte.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <param name="option">Whose value the file is, for the message.</param>
    /// <param name="replace">False: a file that is there already is left alone and refused.</param>
    /// <exception cref="WrongInputException">It cannot be written.</exception>
    public static void Write(string option, string file, IEnumerable<string> lines, bool replace)
    {
        try
        {
            if (replace)
            {
                // Whoever could read the old one must not read this.
                File.Delete(file);
            }
            using var stream = new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
            using var writer = new StreamWriter(stream);
            foreach (var line in lines)
            {
                writer.WriteLine(line);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new WrongInputException($"{option} {file}: {e.Message}");
        }
    }
}
