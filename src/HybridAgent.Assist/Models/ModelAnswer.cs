using Microsoft.SemanticKernel;
using OllamaSharp.Models.Chat;
using OpenAI.Chat;
using ChatMessageContent = Microsoft.SemanticKernel.ChatMessageContent;
using Reason = OpenAI.Chat.ChatFinishReason;

namespace HybridAgent.Assist.Models;

/// <summary>What came back of one request.</summary>
/// <param name="SentTokens">As the service counted; null when it did not.</param>
/// <param name="AnsweredTokens">As the service counted; null when it did not.</param>
/// <param name="Failure">Why the protocol itself says that there is no answer to read: declined, or asked for a tool. Null otherwise.</param>
/// <param name="CutOff">The answer ended because it was too long; it may still be whole (some models pad with blanks).</param>
internal sealed record ModelAnswer(string? Text, long? SentTokens, long? AnsweredTokens, string? Failure, bool CutOff)
{
    public static ModelAnswer Of(ChatMessageContent? content) => content?.InnerContent switch
    {
        ChatCompletion chat => new(
            content.Content, Counted(chat.Usage?.InputTokenCount), Counted(chat.Usage?.OutputTokenCount),
            chat.Refusal is { Length: > 0 } || chat.FinishReason == Reason.ContentFilter ? AssistFailure.Declined
                : chat.ToolCalls.Count > 0 || chat.FinishReason is Reason.ToolCalls or Reason.FunctionCall ? AssistFailure.ToolAsked : null,
            chat.FinishReason == Reason.Length),
        ChatDoneResponseStream chat => new(
            content.Content, Counted(chat.PromptEvalCount), Counted(chat.EvalCount),
            chat.Message?.ToolCalls?.Any() == true ? AssistFailure.ToolAsked : null,
            chat.DoneReason == "length"),
        _ => new(content?.Content, null, null, null, CutOff: false),
    };

    /// <summary>Reads the text; a text that was cut off and cannot be read says so.</summary>
    /// <exception cref="Replies.ReplyException">There is nothing to read, or it has not the agreed shape.</exception>
    public T Read<T>(Func<string?, T> read)
    {
        if (Failure is not null)
        {
            throw new Replies.ReplyException(Failure);
        }

        try
        {
            return read(Text);
        }
        catch (Replies.ReplyException e) when (CutOff)
        {
            throw new Replies.ReplyException(AssistFailure.CutOff, e);
        }
    }

    private static long? Counted(long? tokens) => tokens > 0 ? tokens : null;
}
