using BenchmarkDotNet.Attributes;
using Reconciler.Rendering;
using Reconciler.Specs;

namespace Reconciler.Benchmarks;

/// <summary>The three stages before a cluster is asked, each by itself.</summary>
[MemoryDiagnoser]
public class StageBenchmarks
{
    private (string Path, byte[] Bytes)[] _files = [];
    private SourceTree _tree = new();
    private SpecSet? _specs;

    [Params(500, 5_000)]
    public int Files { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _files = GeneratedSource.Files(Files);
        _tree = GeneratedSource.Parse(_files);
        _specs = SpecParser.Parse(_tree);
    }

    [Benchmark]
    public SourceTree Parse() => GeneratedSource.Parse(_files);

    [Benchmark]
    public SpecSet Validate() => SpecParser.Parse(_tree);

    [Benchmark]
    public ManifestSet Render() => Renderer.Render(_specs!);
}
