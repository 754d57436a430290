namespace HybridAgent.Speech.Chain;

/// <summary>One engine in one leg's chain: its session, when it has one, and how well that goes. One step at a time.</summary>
/// <param name="rank">0 is the preferred engine.</param>
internal sealed class Ear(ITranscriber engine, int rank)
{
    /// <summary>Fed in pieces of 20 ms.</summary>
    private const int PieceMs = 20;
    private readonly List<Heard.Final> _kept = [];
    private bool _completed;

    public string Name => engine.Name;
    public int Rank => rank;

    public ITranscription? Session { get; private set; }

    /// <summary>A session was asked for and is not here yet.</summary>
    public bool Opening { get; private set; }

    /// <summary>Why the session hears nothing for now; null while it does, as far as anybody knows.</summary>
    public Heard.Interrupted? Trouble { get; private set; }

    /// <summary>It has said something, or nothing bad for long enough.</summary>
    public bool Confirmed { get; private set; }

    public bool Hears => Session is not null && Trouble is null;

    /// <summary>Timestamp of the last change: asked for, opened, in trouble, well again.</summary>
    public long Since { get; private set; }

    /// <summary>Where the session's first audio stands, and up to where it was fed; bytes from the leg's first.</summary>
    public long From { get; private set; }
    public long Fed { get; private set; }

    /// <summary>Up to where on the leg's clock its session reported audio that it never heard.</summary>
    public int HoleUpToMs { get; set; }

    /// <summary>Text that ends before this was other engines' when this one took the leg over.</summary>
    public int CoveredMs { get; set; }

    /// <summary>Text that ends before this waited for this engine to take the leg over.</summary>
    public int LateBeforeMs { get; set; }

    /// <summary>Attempts that failed since it last had the leg, and the timestamp before which there is no further one.</summary>
    public int Failures { get; set; }
    public long NotBefore { get; set; }

    /// <summary>How often it lost the leg lately: each time it must prove itself longer.</summary>
    public int Losses { get; set; }

    /// <summary>What it heard while another engine had the leg.</summary>
    public IReadOnlyList<Heard.Final> Kept => _kept;

    /// <param name="arrived">Told the session, or null when the engine threw instead.</param>
    public async Task Ask(TranscriptionOptions options, long from, long now, Action<ITranscription?> arrived)
    {
        (Opening, Since, From) = (true, now, from);
        ITranscription? session = null;
        try
        {
            session = await engine.Open(options).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Against its contract; told like any failure.
        }
        arrived(session);
    }

    /// <param name="heard">Told everything the session says, then null.</param>
    public void Begin(ITranscription session, long now, Action<Heard?> heard)
    {
        (Session, Opening, Since, Fed, Trouble, Confirmed, _completed, HoleUpToMs) = (session, false, now, From, null, false, false, 0);
        _kept.Clear();
        _ = Read(session, heard);
    }

    public void Troubled(Heard.Interrupted trouble, long now)
    {
        if (Trouble is null) Since = now;
        Trouble = trouble;
    }

    /// <returns>Whether that is news.</returns>
    public bool Well(long now)
    {
        if (Confirmed && Trouble is null) return false;
        // Silence without complaint counts from the opening on.
        if (Trouble is not null) Since = now;
        (Trouble, Confirmed) = (null, true);
        return true;
    }

    public void Keep(Heard.Final final) => _kept.Add(final);

    public void ForgetUpTo(int ms) => _kept.RemoveAll(f => f.EndMs <= ms);

    /// <summary>Gives the session all audio it has not had yet; where some is gone already it gets silence, so that its clock stays right.</summary>
    /// <param name="missed">Told the end of what it did not get.</param>
    /// <exception cref="Exception">Whatever an engine throws against its contract.</exception>
    public void Feed(ReplayBuffer buffer, AudioForm form, Action<long> missed)
    {
        if (Session is not { } session || _completed) return;
        Span<byte> piece = stackalloc byte[PieceMs * form.BytesPerSecond / 1000];
        int taken;
        do
        {
            var at = Fed;
            taken = buffer.Read(ref at, piece, out var last);
            if (at != Fed) Skip(session, form, at, missed);
            if (taken > 0) Write(session, form, piece[..taken]);
            Fed += taken;
            if (!last) continue;
            _completed = true;
            session.Complete();
            return;
        }
        while (taken > 0);
    }

    private void Skip(ITranscription session, AudioForm form, long to, Action<long> missed)
    {
        Span<byte> silence = stackalloc byte[PieceMs * form.BytesPerSecond / 1000];
        silence.Fill(form == AudioForm.MuLaw ? (byte)0xFF : (byte)0);
        for (; Fed < to; Fed = Math.Min(to, Fed + silence.Length)) Write(session, form, silence[..(int)Math.Min(silence.Length, to - Fed)]);
        missed(to);
    }

    /// <summary>The session is over, for whatever reason.</summary>
    public ITranscription? Close()
    {
        var session = Session;
        (Session, Opening, Trouble, Confirmed) = (null, false, null, false);
        _kept.Clear();
        return session;
    }

    private static void Write(ITranscription session, AudioForm form, ReadOnlySpan<byte> piece)
    {
        if (form == AudioForm.MuLaw) session.WriteMuLaw(piece);
        else session.Write(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(piece));
    }

    private static async Task Read(ITranscription session, Action<Heard?> heard)
    {
        try
        {
            await foreach (var said in session.Results.ReadAllAsync().ConfigureAwait(false)) heard(said);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Against its contract; the session is over all the same.
        }
        heard(null);
    }
}
