using Cleave.Runs.Folders;
using Cleave.Runs.Recipes;
using Cleave.Runs.Tests.Folders;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Runs.Tests.Sparsity;

[Trait("speed", "slow")]
public sealed class BudgetTests
{
    [Fact]
    public void A_run_ends_within_15_percent_of_its_budget_on_data_it_never_saw()
    {
        const string Budget = "{ target: pgd-mse 1e-3, every: 20, batch: 1024, begin: 0.3, half_life: 2, time: 0.05, lead: 1.5, max_move: 0.1, lowest: 1e-2, highest: 1e2 }";
        using var folder = new TemporaryFolder();
        using var device = new CpuDevice(1);
        using var watcher = new Watcher();
        var recipe = RecipeFile.OfName("planted").With("sparsity", Budget).With("evaluation.adversary_steps", "[20]");
        using var run = DecompositionRun.Open(folder.In("run"), recipe, device, stop: TestContext.Current.CancellationToken);

        var result = watcher.Complete(run);

        Assert.InRange(result.Pgd[20], 0.85e-3f, 1.15e-3f);
    }
}
