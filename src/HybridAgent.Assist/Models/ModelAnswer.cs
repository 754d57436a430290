using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using OpenAI.Chat;
using ChatMessageContent = Microsoft.SemanticKernel.ChatMessageContent;

namespace HybridAgent.Assist.Models;

/// <summary>What came back of one request.</summary>
/// <param name="SentTokens">As the service counted; null when it did not.</param>
/// <param name="AnsweredTokens">As the service counted; null when it did not.</param>
/// <param name="Declined">The model refused by the protocol's own means.</param>
internal sealed record ModelAnswer(string? Text, long? SentTokens, long? AnsweredTokens, bool Declined)
{
    public static ModelAnswer Of(ChatMessageContent? content)
    {
        var declined = content?.InnerContent is ChatCompletion { Refusal.Length: > 0 } or ChatCompletion { FinishReason: OpenAI.Chat.ChatFinishReason.ContentFilter };
        return content?.InnerContent switch
        {
            ChatCompletion { Usage: { } used } => new(content.Content, Counted(used.InputTokenCount), Counted(used.OutputTokenCount), declined),
            ChatResponse { Usage: { } used } => new(content.Content, Counted(used.InputTokenCount), Counted(used.OutputTokenCount), declined),
            _ => new(content?.Content, null, null, declined),
        };
    }

    private static long? Counted(long? tokens) => tokens > 0 ? tokens : null;
}
