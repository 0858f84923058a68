using System.Diagnostics;
using System.Globalization;
using Cleave.Tensors.Kernels;
using Xunit;

namespace Cleave.Tensors.Tests.Kernels;

/// <summary>Repeats the matrix product tests in child processes that may use narrower vectors only.</summary>
public sealed class GemmWidthTests
{
    [Theory]
    [Trait("speed", "slow")]
    [InlineData("DOTNET_EnableAVX512", 8)]
    [InlineData("DOTNET_EnableAVX2", 4)]
    public void Narrower_vectors_pass_the_same_tests(string setting, int lanes)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(GemmTests).Assembly.Location, "-class", typeof(GemmTests).FullName! },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[setting] = "0";
        start.Environment[GemmTests.LanesVariable] = Math.Min(lanes, Gemm.Lanes).ToString(CultureInfo.InvariantCulture);
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.True(child.ExitCode == 0, output);
        Assert.Contains("Failed: 0", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Total: 0", output, StringComparison.Ordinal);
    }
}
