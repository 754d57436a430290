using HybridAgent.Core.Calls;
using HybridAgent.Storage.Sqlite;

namespace HybridAgent.Storage.Tests.Sqlite;

/// <summary>Reading a folder without owning it.</summary>
public sealed class RecordReaderTests
{
    [Fact]
    public async Task Records_are_read_and_verified_while_a_server_has_the_folder_and_goes_on_writing()
    {
        await using var under = StoreUnderTest.Open();
        var call = StoreUnderTest.NewCall();
        var written = (await under.Append(call, 0, 1, 2)).ToList();
        using var reader = RecordReader.Open(under.Folder);
        Assert.Equal(written, reader.Read(call));
        written.AddRange(await under.Append(call, 2, 3));
        Assert.Equal(written, reader.Read(call));
        Assert.True(reader.Verify(call) is { Intact: true, Events: 3 });
        Assert.Equal(call, Assert.Single(reader.List(new CallQuery("demo"))).Call);
    }

    [Fact]
    public async Task Records_of_a_stopped_server_are_read_and_its_files_keep_their_bytes()
    {
        await using var under = StoreUnderTest.Open();
        var call = StoreUnderTest.NewCall();
        var written = await under.Append(call, 0, 1, 2);
        await under.Store.DisposeAsync();
        var before = await File.ReadAllBytesAsync(Path.Combine(under.Folder, "calls.db"), TestContext.Current.CancellationToken);
        using (var reader = RecordReader.Open(under.Folder))
        {
            Assert.Equal(written, reader.Read(call));
        }
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(under.Folder, "calls.db"), TestContext.Current.CancellationToken));
        await under.Reopen();
        Assert.Equal(written, await under.Store.Read(call));
    }

    [Fact]
    public async Task A_missing_key_is_said_and_no_new_one_is_put_in_its_place()
    {
        await using var under = StoreUnderTest.Open();
        var call = StoreUnderTest.NewCall();
        await under.Append(call, 0, 1);
        await under.Store.DisposeAsync();
        var keys = Directory.GetFiles(Path.Combine(under.Folder, "keys"));
        Assert.NotEmpty(keys);
        Array.ForEach(keys, File.Delete);
        using var reader = RecordReader.Open(under.Folder);
        Assert.Throws<TamperedException>(() => reader.Read(call));
        Assert.False(reader.Verify(call).Intact);
        Assert.Empty(Directory.GetFiles(Path.Combine(under.Folder, "keys")));
    }

    [Fact]
    public void A_folder_without_a_store_is_refused_and_stays_empty()
    {
        var folder = Directory.CreateTempSubdirectory("hybrid-agent-nothing-").FullName;
        Assert.Throws<InvalidDataException>(() => RecordReader.Open(folder));
        Assert.Empty(Directory.GetFileSystemEntries(folder));
        Directory.Delete(folder);
    }
}
