namespace Cleave.Decomposition.Training;

/// <summary>One row of metrics: a step and named numbers, in the order they were given.</summary>
/// <param name="Step">Finished steps.</param>
/// <param name="Values">The numbers.</param>
public sealed record MetricRow(long Step, IEnumerable<KeyValuePair<string, double>> Values);
