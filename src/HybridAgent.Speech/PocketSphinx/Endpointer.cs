namespace HybridAgent.Speech.PocketSphinx;

/// <summary>
/// Tells speech from the quiet of the line by energy over a floor that follows the quietest moments of the last
/// three seconds. Fed with 20 ms frames; holds no audio.
/// </summary>
internal sealed class Endpointer(TimeSpan endSilence)
{
    private const double OverFloorDb = 10, QuietestFloorDb = -68, LoudestFloorDb = -32;
    private const int FramesPerBucket = 10, Buckets = 15, OnsetWindow = 5, OnsetFrames = 3;

    private readonly double[] _minima = [.. Enumerable.Repeat(-55.0, Buckets)];
    private readonly int _endFrames = Math.Max(5, (int)(endSilence.TotalMilliseconds / 20));
    private double _bucketMinimum = double.MaxValue, _smooth = -60;
    private int _frameInBucket, _bucket, _recent, _quiet;

    /// <summary>True while an utterance is going on.</summary>
    public bool Speaking { get; private set; }

    /// <summary>Quiet frames since the last loud one, within an utterance.</summary>
    public int QuietFrames => _quiet;

    /// <summary>The power that counts as the line's quiet, in dB of full scale.</summary>
    public double FloorDb => Math.Clamp(_minima.Min(), QuietestFloorDb, LoudestFloorDb);

    public void Hear(ReadOnlySpan<short> frame)
    {
        var db = Power(frame);
        _smooth = (0.6 * _smooth) + (0.4 * db);
        var loud = db > FloorDb + OverFloorDb;
        FollowFloor();

        _recent = ((_recent << 1) | (loud ? 1 : 0)) & ((1 << OnsetWindow) - 1);
        if (!Speaking)
        {
            if (int.PopCount(_recent) < OnsetFrames) return;
            Speaking = true;
            _quiet = 0;
            return;
        }
        // Two loud frames in the window are a sound; one is a click and does not hold an utterance open.
        _quiet = loud && int.PopCount(_recent) >= 2 ? 0 : _quiet + 1;
        if (_quiet >= _endFrames) End();
    }

    /// <summary>The utterance is over, whatever the audio says.</summary>
    public void End()
    {
        Speaking = false;
        _recent = 0;
        _quiet = 0;
    }

    private void FollowFloor()
    {
        _bucketMinimum = Math.Min(_bucketMinimum, _smooth);
        if (++_frameInBucket < FramesPerBucket) return;
        _minima[_bucket] = _bucketMinimum;
        _bucket = (_bucket + 1) % Buckets;
        (_frameInBucket, _bucketMinimum) = (0, double.MaxValue);
    }

    private static double Power(ReadOnlySpan<short> frame)
    {
        double sum = 0, mean = 0;
        foreach (var s in frame) mean += s;
        mean /= Math.Max(1, frame.Length);
        foreach (var s in frame) sum += (s - mean) * (s - mean);
        return 10 * Math.Log10((sum / Math.Max(1, frame.Length) / (32768.0 * 32768.0)) + 1e-10);
    }
}
