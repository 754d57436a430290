using HybridAgent.Speech.PocketSphinx;
using HybridAgent.Speech.PocketSphinx.Language;

namespace HybridAgent.Speech.Tests.PocketSphinx;

public sealed class CallLanguageFailureTests
{
    [Fact]
    public void A_language_that_could_not_be_built_once_is_built_by_the_next_call()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            using var languages = new CallLanguages(new PocketSphinxSettings { ModelFolder = folder.FullName });
            Assert.ThrowsAny<IOException>(() => languages.For(["Dr. Okafor"]));
            File.WriteAllText(Path.Combine(folder.FullName, "cmudict-en-us.dict"), "hello HH AH L OW\n");

            Assert.True(File.Exists(languages.For(["Dr. Okafor"]).Model));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
