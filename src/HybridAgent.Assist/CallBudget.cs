namespace HybridAgent.Assist;

/// <summary>What one call has cost so far. Thread-safe.</summary>
internal sealed class CallBudget(AssistOptions options)
{
    private readonly Lock door = new();
    private int requests;
    private long sent;
    private long answered;
    private TimeSpan worked;

    /// <summary>Takes the worst case of one request out of the budget; false when that is more than what is left.</summary>
    public bool Reserve(long sending, long answering)
    {
        lock (door)
        {
            if (requests >= options.RequestsPerCall || worked >= options.TimePerCall
                || sent + sending + answered + answering > options.TokensPerCall
                || (options.CostPerCall is { } most && Cost(sent + sending, answered + answering) > most))
            {
                return false;
            }

            requests++;
            sent += sending;
            answered += answering;
            return true;
        }
    }

    /// <summary>Puts what was really used in the place of what was reserved.</summary>
    public void Settle(long sentChange, long answeredChange, TimeSpan took)
    {
        lock (door)
        {
            sent += sentChange;
            answered += answeredChange;
            worked += took;
        }
    }

    private decimal Cost(long sending, long answering) =>
        ((sending * options.InputPricePerMillion) + (answering * options.OutputPricePerMillion)) / 1_000_000m;
}
