using Cleave.Tensors;

namespace Cleave.Models.Toys;

/// <summary>A network whose mechanisms are known: trained or built from a seed rather than read from a file.</summary>
public interface IToy
{
    /// <summary>What is known of it.</summary>
    Truth Truth { get; }

    /// <summary>The network with zeros for weights, for a file to fill.</summary>
    IToyTarget Blank();

    /// <summary>Trains or builds it; equal seeds give equal weights for any number of threads.</summary>
    /// <param name="device">Where to compute.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="stop">Ends the work.</param>
    /// <param name="progress">Is told the steps of training.</param>
    /// <exception cref="OperationCanceledException">When asked to stop.</exception>
    IToyTarget Make(CpuDevice device, ulong seed, IProgress<WorkDone>? progress = null, CancellationToken stop = default);

    /// <summary>What it is shown: batches that follow from seed, purpose and step alone.</summary>
    IData Data(ulong seed, string purpose, int batch);
}

/// <summary>A toy's network.</summary>
public interface IToyTarget : ITarget
{
    /// <summary>Every weight it holds, decomposed or not, under the name a file gives it.</summary>
    IReadOnlyList<Variable> Weights { get; }
}
