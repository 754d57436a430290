// What the adapter in src/HybridAgent.Speech/Azure/Sdk uses of Microsoft.CognitiveServices.Speech, declared by hand so that the
// adapter is always compiled. Never shipped, never referenced from src (a test keeps it so). Signatures were written from the public
// reference of assembly 1.46; members marked "from memory" were not looked up. The bodies only remember what they were told and
// let a test raise events: nothing here says how the real SDK behaves.
using Microsoft.CognitiveServices.Speech.Audio;

namespace Microsoft.CognitiveServices.Speech
{
    public enum OutputFormat { Simple = 0, Detailed = 1 }

    public enum ProfanityOption { Masked = 0, Removed = 1, Raw = 2 }

    public enum ResultReason { NoMatch = 0, Canceled = 1, RecognizingSpeech = 2, RecognizedSpeech = 3 }

    public enum CancellationReason { Error = 1, EndOfStream = 2, CancelledByUser = 3 }

    public enum CancellationErrorCode
    {
        NoError = 0, AuthenticationFailure = 1, BadRequest = 2, TooManyRequests = 3, Forbidden = 4, ConnectionFailure = 5, ServiceTimeout = 6,
        ServiceError = 7, ServiceUnavailable = 8, RuntimeError = 9, EmbeddedModelError = 12,
    }

    /// <summary>Names from memory; the numbers are not the SDK's and nothing depends on them.</summary>
    public enum PropertyId
    {
        SpeechServiceResponse_JsonResult, SpeechServiceConnection_InitialSilenceTimeoutMs, Speech_SegmentationSilenceTimeoutMs,
        Speech_SegmentationStrategy, SpeechServiceResponse_StablePartialResultThreshold, SpeechServiceConnection_LanguageIdMode,
    }

    public class PropertyCollection
    {
        internal Dictionary<PropertyId, string> Values { get; } = [];

        public virtual string GetProperty(PropertyId id) => Values.GetValueOrDefault(id, "");
    }

    public class SpeechConfig
    {
        internal string Made { get; private init; } = "";
        internal Dictionary<string, string> Set { get; } = [];

        public string AuthorizationToken { get; set; } = "";
        public string SpeechRecognitionLanguage { get; set; } = "";
        public string EndpointId { get; set; } = "";
        public OutputFormat OutputFormat { get; set; }

        public static SpeechConfig FromSubscription(string subscriptionKey, string region) => new() { Made = $"subscription {subscriptionKey} {region}" };
        public static SpeechConfig FromAuthorizationToken(string authorizationToken, string region) => new() { Made = $"token {authorizationToken} {region}" };
        public static SpeechConfig FromEndpoint(Uri endpoint) => new() { Made = $"endpoint {endpoint}" };
        public static SpeechConfig FromEndpoint(Uri endpoint, string subscriptionKey) => new() { Made = $"endpoint {endpoint} {subscriptionKey}" };
        public static SpeechConfig FromHost(Uri host) => new() { Made = $"host {host}" };
        public static SpeechConfig FromHost(Uri host, string subscriptionKey) => new() { Made = $"host {host} {subscriptionKey}" };

        public void RequestWordLevelTimestamps() => Set["word times"] = "yes";
        public void SetProfanity(ProfanityOption profanity) => Set["profanity"] = profanity.ToString();
        public void SetProperty(PropertyId id, string value) => Set[id.ToString()] = value;
    }

    /// <summary>From memory.</summary>
    public class AutoDetectSourceLanguageConfig
    {
        internal string[] Languages { get; private init; } = [];

        public static AutoDetectSourceLanguageConfig FromLanguages(string[] languages) => new() { Languages = languages };
    }

    public class RecognitionResult
    {
        public virtual string Text { get; internal set; } = "";
        public virtual ResultReason Reason { get; internal set; }
        public virtual long OffsetInTicks { get; internal set; }
        public virtual TimeSpan Duration { get; internal set; }
        public PropertyCollection Properties { get; } = new();
    }

    public sealed class SpeechRecognitionResult : RecognitionResult;

    public class SessionEventArgs : EventArgs;

    public class RecognitionEventArgs : SessionEventArgs;

    public class SpeechRecognitionEventArgs : RecognitionEventArgs
    {
        public SpeechRecognitionResult Result { get; internal set; } = new();
    }

    public sealed class SpeechRecognitionCanceledEventArgs : SpeechRecognitionEventArgs
    {
        public CancellationReason Reason { get; internal set; }
        public CancellationErrorCode ErrorCode { get; internal set; }
        public string ErrorDetails { get; internal set; } = "";
    }

    public abstract class Recognizer : IDisposable
    {
        public event EventHandler<SessionEventArgs>? SessionStarted;
        public event EventHandler<SessionEventArgs>? SessionStopped;

        internal List<string> Done { get; } = [];
        internal void Begin() => SessionStarted?.Invoke(this, new SessionEventArgs());
        internal void Stop() => SessionStopped?.Invoke(this, new SessionEventArgs());

        public void Dispose() => Done.Add("disposed");
    }

    public sealed class SpeechRecognizer : Recognizer
    {
        internal static Action<SpeechRecognizer>? Made { get; set; }

        internal SpeechConfig Config { get; }
        internal PushAudioInputStream Audio { get; }
        internal string[] Languages { get; } = [];
        internal List<string> Phrases { get; } = [];
        internal Func<Task> Starting { get; set; } = () => Task.CompletedTask;

        public SpeechRecognizer(SpeechConfig speechConfig, AudioConfig audioConfig)
        {
            (Config, Audio) = (speechConfig, audioConfig.Stream);
            Made?.Invoke(this);
        }

        public SpeechRecognizer(SpeechConfig speechConfig, AutoDetectSourceLanguageConfig autoDetectSourceLanguageConfig, AudioConfig audioConfig)
        {
            (Config, Audio, Languages) = (speechConfig, audioConfig.Stream, autoDetectSourceLanguageConfig.Languages);
            Made?.Invoke(this);
        }

        public event EventHandler<SpeechRecognitionEventArgs>? Recognizing;
        public event EventHandler<SpeechRecognitionEventArgs>? Recognized;
        public event EventHandler<SpeechRecognitionCanceledEventArgs>? Canceled;

        public string AuthorizationToken { get; set; } = "";

        public Task StartContinuousRecognitionAsync()
        {
            Done.Add("started");
            return Starting();
        }

        public Task StopContinuousRecognitionAsync()
        {
            Done.Add("stopped");
            return Task.CompletedTask;
        }

        internal void Hear(SpeechRecognitionResult result, bool final) => (final ? Recognized : Recognizing)?.Invoke(this, new SpeechRecognitionEventArgs { Result = result });

        internal void Cancel(CancellationReason reason, CancellationErrorCode code, string details) =>
            Canceled?.Invoke(this, new SpeechRecognitionCanceledEventArgs { Reason = reason, ErrorCode = code, ErrorDetails = details });
    }

    public sealed class PhraseListGrammar
    {
        private SpeechRecognizer? _recognizer;

        public static PhraseListGrammar FromRecognizer(Recognizer recognizer) => new() { _recognizer = (SpeechRecognizer)recognizer };
        public void AddPhrase(string text) => _recognizer!.Phrases.Add(text);
        public void SetWeight(double weight) => _recognizer!.Phrases.Add($"weight {weight}");
    }
}

namespace Microsoft.CognitiveServices.Speech.Audio
{
    public enum AudioStreamWaveFormat { PCM = 1, ALAW = 6, MULAW = 7, G722 = 655 }

    public class AudioStreamFormat : IDisposable
    {
        internal string Made { get; private init; } = "";

        public static AudioStreamFormat GetWaveFormatPCM(uint samplesPerSecond, byte bitsPerSample, byte channels) => new() { Made = $"PCM {samplesPerSecond} {bitsPerSample} {channels}" };
        public static AudioStreamFormat GetWaveFormat(uint samplesPerSecond, byte bitsPerSample, byte channels, AudioStreamWaveFormat waveFormat) => new() { Made = $"{waveFormat} {samplesPerSecond} {bitsPerSample} {channels}" };
        public void Dispose() { }
    }

    public class AudioInputStream : IDisposable
    {
        public static PushAudioInputStream CreatePushStream(AudioStreamFormat format) => new() { Format = format.Made };
        public void Dispose() { }
    }

    public sealed class PushAudioInputStream : AudioInputStream
    {
        internal string Format { get; init; } = "";
        internal List<byte> Written { get; } = [];
        internal bool Closed { get; private set; }
        internal Action Writing { get; set; } = () => { };

        public void Write(byte[] dataBuffer, int size)
        {
            Writing();
            lock (Written) Written.AddRange(dataBuffer.AsSpan(0, size));
        }

        public void Close() => Closed = true;
    }

    /// <summary>From memory.</summary>
    public sealed class AudioConfig : IDisposable
    {
        internal PushAudioInputStream Stream { get; private init; } = null!;

        public static AudioConfig FromStreamInput(AudioInputStream audioStream) => new() { Stream = (PushAudioInputStream)audioStream };
        public void Dispose() { }
    }
}
