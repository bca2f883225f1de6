using BenchmarkDotNet.Running;
using Reconciler.Benchmarks;

if (args.Contains("--quick")) return Quick.Run();
BenchmarkSwitcher.FromAssembly(typeof(StageBenchmarks).Assembly).Run(args);
return 0;
