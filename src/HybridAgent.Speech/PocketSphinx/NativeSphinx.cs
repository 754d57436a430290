using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HybridAgent.Speech.PocketSphinx;

/// <summary>
/// The C interface of pocketsphinx 0.8+5prealpha as Debian ships it (libpocketsphinx.so.3, libsphinxbase.so.3).
/// Release 5.0 changed the configuration calls and has another file name; it is not bound here.
/// </summary>
internal static unsafe partial class NativeSphinx
{
    public const string DefaultLibrary = "libpocketsphinx.so.3";
    private const string Pocket = "pocketsphinx";
    private const string Base = "sphinxbase";

    static NativeSphinx() => NativeLibrary.SetDllImportResolver(typeof(NativeSphinx).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name switch
    {
        Pocket => NativeLibrary.Load(DefaultLibrary),
        Base => NativeLibrary.Load("libsphinxbase.so.3"),
        _ => 0,
    };

    [LibraryImport(Pocket)] public static partial nint ps_args();
    [LibraryImport(Pocket)] public static partial SphinxDecoderHandle ps_init(SphinxConfigHandle config);
    [LibraryImport(Pocket)] public static partial int ps_free(nint decoder);
    [LibraryImport(Pocket)] public static partial nint ps_get_logmath(SphinxDecoderHandle decoder);
    [LibraryImport(Pocket)] public static partial nint ps_get_feat(SphinxDecoderHandle decoder);
    [LibraryImport(Pocket, StringMarshalling = StringMarshalling.Utf8)] public static partial int ps_add_word(SphinxDecoderHandle decoder, string word, string phones, int update);
    [LibraryImport(Pocket, StringMarshalling = StringMarshalling.Utf8)] public static partial int ps_set_lm(SphinxDecoderHandle decoder, string name, nint model);
    [LibraryImport(Pocket, StringMarshalling = StringMarshalling.Utf8)] public static partial int ps_set_kws(SphinxDecoderHandle decoder, string name, string file);
    [LibraryImport(Pocket, StringMarshalling = StringMarshalling.Utf8)] public static partial int ps_set_search(SphinxDecoderHandle decoder, string name);
    [LibraryImport(Pocket)] public static partial int ps_start_stream(SphinxDecoderHandle decoder);
    [LibraryImport(Pocket)] public static partial int ps_start_utt(SphinxDecoderHandle decoder);
    [LibraryImport(Pocket)] public static partial int ps_process_raw(SphinxDecoderHandle decoder, short* data, nuint samples, int noSearch, int fullUtterance);
    [LibraryImport(Pocket)] public static partial int ps_end_utt(SphinxDecoderHandle decoder);
    [LibraryImport(Pocket)] public static partial nint ps_get_hyp(SphinxDecoderHandle decoder, int* score);
    [LibraryImport(Pocket)] public static partial nint ps_seg_iter(SphinxDecoderHandle decoder);
    [LibraryImport(Pocket)] public static partial nint ps_seg_next(nint segment);
    [LibraryImport(Pocket)] public static partial nint ps_seg_word(nint segment);
    [LibraryImport(Pocket)] public static partial void ps_seg_frames(nint segment, int* start, int* end);
    [LibraryImport(Pocket)] public static partial int ps_seg_prob(nint segment, int* acoustic, int* language, int* back);

    [LibraryImport(Base)] public static partial SphinxConfigHandle cmd_ln_parse_r(nint previous, nint definitions, int count, nint* arguments, int strict);
    [LibraryImport(Base)] public static partial int cmd_ln_free_r(nint config);
    [LibraryImport(Base, StringMarshalling = StringMarshalling.Utf8)] public static partial nint ngram_model_read(SphinxConfigHandle config, string file, int type, nint logmath);
    [LibraryImport(Base)] public static partial nint ngram_model_set_init(SphinxConfigHandle config, nint* models, nint* names, float* weights, int count);
    [LibraryImport(Base)] public static partial nint ngram_model_set_interp(nint set, nint names, nint weights);
    [LibraryImport(Base)] public static partial int ngram_model_free(nint model);
    [LibraryImport(Base)] public static partial double logmath_exp(nint logmath, int value);
    [LibraryImport(Base)] public static partial void err_set_logfp(nint file);
    [LibraryImport(Base)] public static partial void cmn_live_set(nint cmn, float* mean);
    [LibraryImport(Base)] public static partial void cmn_live_update(nint cmn);
    [LibraryImport(Base)] public static partial void cmn_live_get(nint cmn, float* mean);
}

internal sealed class SphinxDecoderHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        _ = NativeSphinx.ps_free(handle);
        return true;
    }
}

internal sealed class SphinxConfigHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        _ = NativeSphinx.cmd_ln_free_r(handle);
        return true;
    }
}
