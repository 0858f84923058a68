namespace Cleave.Runs.Disks;

/// <summary>Every change that a run makes to its folder goes through these calls, so that tests can fail or forget any of them.</summary>
public interface IDisk
{
    /// <summary>Creates a folder in an existing one; a missing parent is an error.</summary>
    void CreateFolder(string path);

    /// <summary>Creates a new file for writing; an existing one is an error.</summary>
    Stream Create(string path);

    /// <summary>Opens a file for appending, creating it when absent.</summary>
    Stream Append(string path);

    /// <summary>Forces what was written to <paramref name="stream"/> (from this disk) onto the medium.</summary>
    void Sync(Stream stream);

    /// <summary>Renames a file, replacing the target, or a folder, whose target must not exist.</summary>
    void Rename(string from, string to);

    /// <summary>Forces a folder's entries (names created, renamed, removed) onto the medium.</summary>
    void SyncFolder(string path);

    /// <summary>Removes a file, or a folder with its content; absent is no error.</summary>
    void Delete(string path);
}
