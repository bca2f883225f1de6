using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Reconciler.Routers;

/// <summary>A variable as a key of etcd gives it. Its value is a secret.</summary>
public sealed record EtcdVariable(string Name, string Value)
{
    public override string ToString() => Name;
}

/// <summary>What came of reading the variables of a folder of etcd. Only <see cref="Read"/> is knowledge.</summary>
public abstract partial record EtcdFolder
{
    private EtcdFolder() { }

    /// <summary>The variables by name; <see cref="Left"/> says of each key that gives none why.</summary>
    public sealed record Read(ImmutableArray<EtcdVariable> Variables, ImmutableArray<string> Left) : EtcdFolder;

    public sealed record Unknown(string Why) : EtcdFolder;

    /// <summary>What every key of a folder begins with, however the folder is written.</summary>
    public static string Prefix(string path) => $"{path.TrimEnd('/')}/";

    /// <summary>The variables of what lies below a folder: its direct children, named by their last part in capitals with _ for -.</summary>
    public static EtcdFolder Of(string path, ImmutableArray<StoredValue> found)
    {
        var (prefix, variables, left) = (Prefix(path), new SortedDictionary<string, string>(StringComparer.Ordinal), ImmutableArray.CreateBuilder<string>());
        foreach (var stored in found.OrderBy(stored => stored.Key, StringComparer.Ordinal))
        {
            var child = stored.Key[prefix.Length..];
            if (child.Length == 0 || child.Contains('/', StringComparison.Ordinal)) continue;
            var name = child.ToUpperInvariant().Replace('-', '_');
            if (!Name().IsMatch(name)) left.Add($"{stored.Key} gives no name of a variable");
            else if (stored.Text is not { } text || text.Contains('\0', StringComparison.Ordinal)) return new Unknown($"the value of {stored.Key} is no text");
            else if (!variables.TryAdd(name, text)) left.Add($"{stored.Key} gives {name}, as another key does");
        }
        return new Read([.. variables.Select(variable => new EtcdVariable(variable.Key, variable.Value))], left.ToImmutable());
    }

    [GeneratedRegex(@"^[A-Z_][A-Z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
