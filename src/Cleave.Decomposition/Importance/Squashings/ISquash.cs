using Cleave.Tensors;

namespace Cleave.Decomposition.Importance;

/// <summary>Turns logits into the importances that feed masks (SPD, leaky hard sigmoids). Those that feed minimality are always upper-leaky.</summary>
public interface ISquash
{
    /// <summary>Importances of the logits' shape.</summary>
    Tensor Lower(Tensor logits);
}
