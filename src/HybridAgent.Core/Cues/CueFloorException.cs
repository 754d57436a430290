namespace HybridAgent.Core.Cues;

/// <summary>The data of a cue floor cannot be used; the message says which list or pattern, for the person who edits it.</summary>
public sealed class CueFloorException(string message, Exception? inner = null) : Exception(message, inner);
