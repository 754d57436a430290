using HybridAgent.Speech.Azure;
using HybridAgent.Speech.Azure.Protocol;

namespace HybridAgent.Speech.Tests.Azure;

public sealed class AzureAddressTests
{
    private static readonly RecognitionRequest Plain = new() { Languages = ["en-US"] };

    [Theory]
    [InlineData("eastus", "eastus.stt.speech.microsoft.com", "https://eastus.api.cognitive.microsoft.com/sts/v1.0/issueToken", "https://eastus.tts.speech.microsoft.com/cognitiveservices/v1", "com")]
    [InlineData("chinaeast2", "chinaeast2.stt.speech.azure.cn", "https://chinaeast2.api.cognitive.azure.cn/sts/v1.0/issueToken", "https://chinaeast2.tts.speech.azure.cn/cognitiveservices/v1", "cn")]
    [InlineData("usgovvirginia", "usgovvirginia.stt.speech.azure.us", "https://usgovvirginia.api.cognitive.azure.us/sts/v1.0/issueToken", "https://usgovvirginia.tts.speech.azure.us/cognitiveservices/v1", "us")]
    public void A_region_names_its_cloud(string region, string host, string tokens, string voice, string scope)
    {
        var options = new AzureSpeechOptions { Region = region, Key = "k" };
        var address = AzureAddress.Recognition(options, Plain);
        Assert.Equal($"wss://{host}/stt/speech/universal/v2?language=en-US&format=detailed&profanity=raw&wordLevelTimestamps=true", address.AbsoluteUri);
        Assert.Equal(tokens, AzureAddress.Tokens(options).AbsoluteUri);
        Assert.Equal(voice, AzureAddress.Voice(options).AbsoluteUri);
        Assert.Equal($"https://cognitiveservices.azure.{scope}/.default", AzureAddress.Scope(region));
    }

    [Fact]
    public void What_stands_in_a_whole_address_wins_over_the_settings()
    {
        var options = new AzureSpeechOptions { Endpoint = "wss://speech.example/private/v2?language=de-DE&setup=a%20b", Key = "k" };
        Assert.Equal(
            "wss://speech.example/private/v2?language=de-DE&setup=a%20b&format=detailed&profanity=raw&wordLevelTimestamps=true",
            AzureAddress.Recognition(options, Plain).AbsoluteUri);
    }

    [Fact]
    public void A_model_of_ones_own_stands_for_the_language()
    {
        var address = AzureAddress.Recognition(new AzureSpeechOptions { Region = "eastus", Key = "k" }, Plain with { ModelId = "abc-1" });
        Assert.StartsWith("?cid=abc-1&format=", address.Query);
    }

    [Fact]
    public void Several_languages_are_told_apart()
    {
        var request = Plain with { Languages = ["en-US", "es-US"] };
        Assert.Contains("lidEnabled=true", AzureAddress.Recognition(new AzureSpeechOptions { Region = "eastus", Key = "k" }, request).Query);
        Assert.Contains("\"languageId\":{\"languages\":[\"en-US\",\"es-US\"],\"mode\":\"DetectContinuous\"", request.Context());
        Assert.DoesNotContain("\"language\":", request.Context());
    }
}
