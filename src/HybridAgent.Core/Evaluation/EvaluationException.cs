namespace HybridAgent.Core.Evaluation;

/// <summary>A line of an evaluation file cannot be read; the message names the line, counted from 1, and never quotes it.</summary>
public sealed class EvaluationException(int line, string why, Exception? inner = null) : Exception($"Line {line}: {why}", inner)
{
    public int Line { get; } = line;
}
