using BenchmarkDotNet.Running;
using Reconciler.Benchmarks;

if (args is [Worker.List, var port]) return await LargeList.ReadAsync(port);
if (args is [Worker.Cluster]) return await ClusterRows.WorkAsync();

// On a machine that others use too, times may be that many times over; what doesn't hang on the machine may not.
var slack = args.SkipWhile(argument => argument != "--slack").Skip(1).Select(double.Parse).FirstOrDefault(1);
if (args.Contains("--quick")) return await Quick.RunAsync(slack);
BenchmarkSwitcher.FromAssembly(typeof(StageBenchmarks).Assembly).Run(args);
return 0;
