using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HybridAgent.Speech.Azure.Protocol;

/// <summary>Who the client says it is.</summary>
internal sealed record ClientIdentity(
    string Name, string Version, string Build, string Language, string Platform, string System, string SystemVersion,
    string Manufacturer, string Model)
{
    public static ClientIdentity Own { get; } = new(
        "HybridAgent", typeof(ClientIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0",
        "dotnet", "C#", "Server", "unknown", "unknown", "HybridAgent", "Line");
}

/// <summary>What is asked of the service, the same for every turn of a session.</summary>
internal sealed record RecognitionRequest
{
    /// <summary>More than one: the service tells which is spoken. Never empty.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>The language is looked for during the whole session, not only at its beginning.</summary>
    public bool LanguageContinuously { get; init; } = true;

    /// <summary>A model of one's own ("cid"), used instead of the language's.</summary>
    public string? ModelId { get; init; }

    public bool Detailed { get; init; } = true;
    public bool WordTimes { get; init; } = true;

    /// <summary>The first form of the address, which on-premises containers speak.</summary>
    public bool FirstVersion { get; init; }

    /// <summary>"Raw": what a caller says is evidence and is never masked. Null leaves it to the service (which masks).</summary>
    public string? Profanity { get; init; } = "Raw";

    /// <summary>Punctuation and cleaning of "uh" by the service; changes what was said, so off.</summary>
    public bool TrueText { get; init; }

    /// <summary>"Custom" (after a silence), "Semantic" or null (the service's own way).</summary>
    public string? Segmentation { get; init; }

    public int? SegmentationSilenceMs { get; init; }
    public int? SegmentationForcedMs { get; init; }
    public int? InitialSilenceMs { get; init; }

    /// <summary>How often a word must be heard alike before a partial shows it.</summary>
    public int? StableThreshold { get; init; }

    public IReadOnlyList<string> Phrases { get; init; } = [];

    /// <summary>0 to 2; null is not sent.</summary>
    public double? PhraseWeight { get; init; }

    public ClientIdentity Identity { get; init; } = ClientIdentity.Own;

    /// <summary>The query of the address. Never holds a key or token: addresses end up in the logs of proxies.</summary>
    public IEnumerable<(string Name, string Value)> Query()
    {
        yield return ModelId is { } model ? ("cid", model) : ("language", Languages[0]);
        yield return ("format", Detailed ? "detailed" : "simple");
        if (Languages.Count > 1) yield return ("lidEnabled", "true");
        if (SegmentationSilenceMs is { } silence) yield return ("segmentationSilenceTimeoutMs", Number(silence));
        if (InitialSilenceMs is { } initial) yield return ("initialSilenceTimeoutMs", Number(initial));
        if (Profanity is { } profanity) yield return ("profanity", profanity.ToLowerInvariant());
        if (Detailed && WordTimes) yield return ("wordLevelTimestamps", "true");
        if (StableThreshold is { } threshold) yield return ("stableIntermediateThreshold", Number(threshold));
    }

    /// <summary>Body of "speech.config".</summary>
    public string Config(AudioForm form) => Json(json =>
    {
        json.WriteStartObject("context");
        json.WriteStartObject("system");
        json.WriteString("name", Identity.Name);
        json.WriteString("version", Identity.Version);
        json.WriteString("build", Identity.Build);
        json.WriteString("lang", Identity.Language);
        json.WriteEndObject();
        json.WriteStartObject("os");
        json.WriteString("platform", Identity.Platform);
        json.WriteString("name", Identity.System);
        json.WriteString("version", Identity.SystemVersion);
        json.WriteEndObject();
        json.WriteStartObject("audio");
        json.WriteStartObject("source");
        json.WriteNumber("bitspersample", form.BitsPerSample);
        json.WriteNumber("channelcount", 1);
        json.WriteString("connectivity", "Unknown");
        json.WriteString("manufacturer", Identity.Manufacturer);
        json.WriteString("model", Identity.Model);
        json.WriteNumber("samplerate", form.SampleRate);
        json.WriteString("type", "Stream");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("recognition", "conversation");
    });

    /// <summary>Body of "speech.context".</summary>
    public string Context() => Json(json =>
    {
        PhraseDetection(json);
        LanguageId(json);
        PhraseOutput(json);
        PhraseList(json);
    });

    private void PhraseDetection(Utf8JsonWriter json)
    {
        json.WriteStartObject("phraseDetection");
        if (!FirstVersion || Segmentation is not null) json.WriteString("mode", "Conversation");
        if (Languages.Count == 1) json.WriteString("language", Languages[0]);
        if (InitialSilenceMs is { } initial) json.WriteNumber("initialSilenceTimeout", initial);
        if (Segmentation is { } mode)
        {
            json.WriteStartObject("conversation");
            json.WriteStartObject("segmentation");
            json.WriteString("mode", mode);
            if (SegmentationSilenceMs is { } silence) json.WriteNumber("segmentationSilenceTimeoutMs", silence);
            if (SegmentationForcedMs is { } forced) json.WriteNumber("segmentationForcedTimeoutMs", forced);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteStartObject("enrichment");
        if (Profanity is { } profanity) json.WriteString("profanity", profanity);
        if (TrueText)
        {
            json.WriteStartObject("conversation");
            json.WriteString("punctuationMode", "Implicit");
            json.WriteString("disfluencyMode", "Removed");
            json.WriteString("intermediatePunctuationMode", "Implicit");
            json.WriteString("intermediatedisfluencymode", "Removed");
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void LanguageId(Utf8JsonWriter json)
    {
        if (Languages.Count < 2) return;
        json.WriteStartObject("languageId");
        json.WriteStartArray("languages");
        foreach (var language in Languages) json.WriteStringValue(language);
        json.WriteEndArray();
        json.WriteString("mode", LanguageContinuously ? "DetectContinuous" : "DetectAtAudioStart");
        json.WriteStartObject("onSuccess");
        json.WriteString("action", "Recognize");
        json.WriteEndObject();
        json.WriteStartObject("onUnknown");
        json.WriteString("action", "None");
        json.WriteEndObject();
        json.WriteString("priority", "PrioritizeLatency");
        json.WriteEndObject();
    }

    private void PhraseOutput(Utf8JsonWriter json)
    {
        json.WriteStartObject("phraseOutput");
        if (Detailed)
        {
            if (WordTimes)
            {
                json.WriteStartObject("detailed");
                json.WriteStartArray("options");
                json.WriteStringValue("WordTimings");
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteString("format", "Detailed");
        }
        if (StableThreshold is not null || Languages.Count > 1)
        {
            json.WriteStartObject("interimResults");
            if (StableThreshold is { } threshold) json.WriteNumber("stableThreshold", threshold);
            if (Languages.Count > 1) json.WriteString("resultType", "Auto");
            json.WriteEndObject();
        }
        if (Languages.Count > 1)
        {
            json.WriteStartObject("phraseResults");
            json.WriteString("resultType", "Always");
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private void PhraseList(Utf8JsonWriter json)
    {
        if (Phrases.Count == 0) return;
        json.WriteStartObject("dgi");
        json.WriteStartArray("groups");
        json.WriteStartObject();
        json.WriteString("type", "Generic");
        json.WriteStartArray("items");
        foreach (var phrase in Phrases)
        {
            json.WriteStartObject();
            json.WriteString("text", phrase);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        if (PhraseWeight is { } weight) json.WriteNumber("bias", weight);
        json.WriteEndObject();
    }

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var memory = new MemoryStream();
        // The body is JSON in a message of its own, never inside HTML: only what JSON demands is escaped.
        using (var json = new Utf8JsonWriter(memory, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(memory.ToArray());
    }
}
