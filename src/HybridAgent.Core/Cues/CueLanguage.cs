namespace HybridAgent.Core.Cues;

/// <summary>One language of the floor, compiled.</summary>
internal sealed class CueLanguage
{
    public CueLanguage(CueFloorData data)
    {
        Data = data;
        Lexicon = new Lexicon(data);
        Assertion = new SpokenAssertion(data, Lexicon);
        Facts = data.Facts.ToDictionary(
            f => f.Key, f => f.Value.Select(text => CuePattern.Compile(text, Lexicon)).ToArray(), StringComparer.Ordinal);
        Rules = [.. data.Categories.Select(c => new CategoryRules(c, Lexicon))];
        Typed = data.Typed is { } file ? WrittenAssertion.Load(file) : null;
        Validate();
        Lexicon.Seal();
    }

    public CueFloorData Data { get; }

    public string Version => Data.Version;

    public string Signature => Data.Signature;

    public Lexicon Lexicon { get; }

    public SpokenAssertion Assertion { get; }

    public WrittenAssertion? Typed { get; }

    public IReadOnlyList<CategoryRules> Rules { get; }

    public IReadOnlyDictionary<string, CuePattern[]> Facts { get; }

    internal sealed class CategoryRules
    {
        public CategoryRules(CueFloorData.CategoryData data, Lexicon lexicon)
        {
            (Name, Level) = (data.Name, data.Level);
            Patterns = [.. data.Patterns.Select(text => CuePattern.Compile(text, lexicon)), .. data.AskBack.Select(text => CuePattern.Compile(text, lexicon, askBack: true))];
            Otherwise = [.. data.Otherwise.Select(text => CuePattern.Compile(text, lexicon))];
            AskedWell = [.. data.AskedWell.Select(text => CuePattern.Compile(text, lexicon))];
            StaysWhenOver = data.StaysWhenOver;
            Facts = Patterns.SelectMany(p => p.Parts).Select(p => p.Fact).OfType<string>().ToHashSet(StringComparer.Ordinal);
        }

        public string Name { get; }

        public CueLevel Level { get; }

        public IReadOnlyList<CuePattern> Patterns { get; }

        public IReadOnlyList<CuePattern> Otherwise { get; }

        public IReadOnlyList<CuePattern> AskedWell { get; }

        public bool StaysWhenOver { get; }

        /// <summary>Facts of the call that some of its patterns need.</summary>
        public IReadOnlySet<string> Facts { get; }
    }

    private void Validate()
    {
        if (string.IsNullOrWhiteSpace(Version) || string.IsNullOrWhiteSpace(Signature))
        {
            throw new CueFloorException("The cue floor needs a version and a signature (\"unsigned sample\" when nobody signed it).");
        }

        var twice = Rules.GroupBy(r => r.Name).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            throw new CueFloorException($"The category '{twice.Key}' is there twice.");
        }

        foreach (var rule in Rules)
        {
            if (rule.Patterns.Count == 0)
            {
                throw new CueFloorException($"The category '{rule.Name}' has no patterns.");
            }

            var fact = rule.Patterns.SelectMany(p => p.Parts).Select(p => p.Fact).FirstOrDefault(f => f is not null && !Facts.ContainsKey(f));
            if (fact is not null)
            {
                throw new CueFloorException($"The category '{rule.Name}' speaks of the fact '{fact}', which is not there.");
            }
        }
    }
}
