using System.Text;
using System.Xml;

namespace HybridAgent.Speech.Azure.Voice;

/// <summary>Text for the service's voice. Whatever stands in the text is spoken, never obeyed: it cannot become markup.</summary>
internal static class Ssml
{
    private const string Namespace = "http://www.w3.org/2001/10/synthesis";

    /// <summary>One line of what XML can carry; empty when there is nothing to say.</summary>
    public static string Speakable(string text)
    {
        var clean = new StringBuilder(text.Length);
        // Half a pair of surrogates comes as U+FFFD, and is left out like everything else that cannot be said.
        foreach (var rune in text.EnumerateRunes())
        {
            var speakable = !Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune) && rune != Rune.ReplacementChar && (!rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value));
            clean.Append(speakable ? rune.ToString() : " ");
        }
        return string.Join(' ', clean.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <param name="voice">For example "en-US-AvaMultilingualNeural"; its first two parts are the language.</param>
    public static string Document(string text, string voice)
    {
        var xml = new StringBuilder();
        using (var writer = XmlWriter.Create(xml, new XmlWriterSettings { OmitXmlDeclaration = true }))
        {
            writer.WriteStartElement("speak", Namespace);
            writer.WriteAttributeString("version", "1.0");
            writer.WriteAttributeString("xml", "lang", null, string.Join('-', voice.Split('-').Take(2)));
            writer.WriteStartElement("voice", Namespace);
            writer.WriteAttributeString("name", voice);
            writer.WriteString(Speakable(text));
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
        return xml.ToString();
    }
}
