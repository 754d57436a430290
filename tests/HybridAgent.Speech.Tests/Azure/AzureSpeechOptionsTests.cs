using HybridAgent.Speech.Azure;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAgent.Speech.Tests.Azure;

public sealed class AzureSpeechOptionsTests
{
    public static TheoryData<AzureSpeechOptions, string> Wrong => new()
    {
        { new() { Key = "k" }, "Region, Endpoint or Host" },
        { new() { Region = "eastus" }, "Speech:Azure:Key is needed" },
        { new() { Region = "east us", Key = "k" }, "Region" },
        { new() { Region = "evil.example/", Key = "k" }, "Region" },
        { new() { Region = "eastus", Key = "k\r\nX-Evil: 1" }, "no header can carry" },
        { new() { Endpoint = "https://a/b", Key = "k" }, "not a wss address" },
        { new() { Endpoint = "wss://a/", Key = "k" }, "whole path" },
        { new() { Endpoint = "wss://user:pw@a/b", Key = "k" }, "keys belong in Speech:Azure:Key" },
        { new() { Endpoint = "wss://a/b?Ocp-Apim-Subscription-Key=SECRET", Key = "k" }, "keys belong in Speech:Azure:Key" },
        { new() { Endpoint = "ws://speech.internal/b", Key = "k" }, "unencrypted" },
        { new() { Endpoint = "wss://a/b", Host = "wss://c", Key = "k" }, "both Endpoint and Host" },
        { new() { Host = "ws://speech.internal:5000" }, "AllowPlainTransport" },
        { new() { Host = "ws://127.0.0.1:5000/path" }, "no path" },
        { new() { Region = "eastus", Key = "k", Authentication = "password" }, "key, token or entra" },
        { new() { Endpoint = "wss://a/b", Key = "k", Authentication = "token" }, "Region or TokenEndpoint" },
        { new() { Region = "eastus", Key = "k", PhraseWeight = double.NaN }, "PhraseWeight" },
        { new() { Region = "eastus", Key = "k", Segmentation = "words" }, "Segmentation is" },
        { new() { Region = "eastus", Key = "k", SegmentationSilenceMs = 50 }, "SegmentationSilenceMs" },
        { new() { Region = "eastus", Key = "k", Languages = ["en US"] }, "Languages" },
        { new() { Region = "eastus", Key = "k", Buffer = TimeSpan.FromMinutes(2) }, "Buffer" },
        { new() { Region = "eastus", Key = "k", MaxSessions = 0 }, "MaxSessions" },
        { new() { Region = "eastus", Key = "k", LongestRetry = TimeSpan.Zero }, "LongestRetry" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Wrong_settings_end_the_start_with_one_line_that_says_what_to_do(AzureSpeechOptions options, string says)
    {
        var error = Assert.Throws<InvalidDataException>(() => new AzureTranscriber(options, NullLogger<AzureTranscriber>.Instance));
        Assert.Contains(says, error.Message);
        Assert.StartsWith("Speech:Azure", error.Message);
        Assert.DoesNotContain("SECRET", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Right_settings_have_no_problem()
    {
        Assert.Null(new AzureSpeechOptions { Region = "eastus", Key = "k" }.Problem());
        Assert.Null(new AzureSpeechOptions { Region = "eastus", Authentication = "entra" }.Problem());
        Assert.Null(new AzureSpeechOptions { Host = "ws://127.0.0.1:5000" }.Problem());
        Assert.Null(new AzureSpeechOptions { Host = "ws://speech.internal:5000", AllowPlainTransport = true }.Problem());
        Assert.Null(new AzureSpeechOptions { Region = "eastus", Key = "k" }.VoiceProblem());
    }
}
