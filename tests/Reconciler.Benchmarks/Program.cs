using BenchmarkDotNet.Running;
using Reconciler.Benchmarks;
using Reconciler.Benchmarks.Live;

if (args is [Worker.List, var port]) return await LargeList.ReadAsync(port);
if (args is [Worker.Cluster]) return await ClusterRows.WorkAsync();
if (args is [Worker.Sandbox, var store]) return await LiveCluster.ServeAsync(store);
if (args is [Worker.Command, var place, .. var command]) return CommandRun.Work(place, command);
if (args is [Worker.Bare, var config, var applies]) return await BareClient.WorkAsync(config, applies);
if (args is [Worker.Cycle, var kubeconfig, var few, var many]) return await CycleRows.WorkAsync(kubeconfig, few, many);
if (args is [Worker.Serve, var of, var folder, var space]) return await ServeRows.WorkAsync(of, folder, space);

// On a machine that others use too, times may be that many times over; what doesn't hang on the machine may not.
var slack = args.SkipWhile(argument => argument != "--slack").Skip(1).Select(double.Parse).FirstOrDefault(1);
if (args.Contains("--compare")) return await Comparison.RunAsync();
if (args.Contains("--live")) return await LiveTable.RunAsync(isQuick: args.Contains("--quick"), slack);
if (args.Length == 0 || args.Contains("--quick") || args.Contains("--slack")) return await BudgetTable.RunAsync(isQuick: args.Contains("--quick"), slack);
BenchmarkSwitcher.FromAssembly(typeof(StageBenchmarks).Assembly).Run(args);
return 0;
