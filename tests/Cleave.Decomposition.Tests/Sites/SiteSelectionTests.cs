using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Formats;
using Xunit;

namespace Cleave.Decomposition.Tests.Sites;

public sealed class SiteSelectionTests
{
    private static readonly Stack Target = new(
        Numbers.Linear("layers.0.wq", 1, 1, 1), Numbers.Linear("layers.0.wk", 1, 1, 1), Numbers.Linear("layers.1.wq", 1, 1, 1));

    [Fact]
    public void Patterns_choose_sites_in_forward_order_each_with_its_count()
    {
        var sites = SiteSelection.Match(Target, [new("layers.?.wq", 4), new("*.wk", 3)]);
        Assert.Equal([("layers.0.wq", 4), ("layers.0.wk", 3), ("layers.1.wq", 4)], sites.Select(s => (s.Name, s.Count)));
    }

    [Fact]
    public void A_dot_is_no_wildcard_and_a_pattern_matches_whole_names()
    {
        Assert.Throws<InputException>(() => SiteSelection.Match(Target, [new("layers?0.w", 1)]));
        Assert.Throws<InputException>(() => SiteSelection.Match(new Stack(Numbers.Linear("ab", 1, 1, 1)), [new(".b", 1)]));
    }

    [Fact]
    public void A_pattern_that_matches_nothing_is_an_error_that_lists_the_layers()
    {
        var error = Assert.Throws<InputException>(() => SiteSelection.Match(Target, [new("*.wq", 1), new("*.wv", 1)]));
        Assert.Equal("sites: pattern '*.wv' matches no layer; the layers are layers.0.wq, layers.0.wk, layers.1.wq.", error.Message);
    }

    [Fact]
    public void Two_patterns_on_one_layer_are_an_error_that_names_all_three()
    {
        var error = Assert.Throws<InputException>(() => SiteSelection.Match(Target, [new("layers.1.*", 1), new("*.wq", 1)]));
        Assert.Equal("sites: patterns 'layers.1.*' and '*.wq' both match layer layers.1.wq; make them disjoint.", error.Message);
    }

    [Fact]
    public void A_count_below_one_is_an_error()
    {
        var error = Assert.Throws<InputException>(() => SiteSelection.Match(Target, [new("*.wq", 0)]));
        Assert.Equal("sites: pattern '*.wq' asks for 0 subcomponents; ask for at least 1.", error.Message);
    }
}
