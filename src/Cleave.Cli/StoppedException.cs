namespace Cleave.Cli;

/// <summary>A verb was interrupted and has something to say about what is saved and how to go on.</summary>
internal sealed class StoppedException(string sentence) : OperationCanceledException(sentence);
