using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Objects;

namespace Reconciler.Server.Access;

/// <summary>A token that a file names, kept as a hash; whose group is "admin" may do everything, anybody else may look.</summary>
public sealed record StaticToken(ImmutableArray<byte> Hash, Person Person)
{
    /// <summary>The group whose members may change things.</summary>
    public const string Admins = "admin";

    /// <summary>Reads lines of token,user[,group…]; a line that begins with # is left out.</summary>
    public static (ImmutableArray<StaticToken> Tokens, Diagnostic? Problem) Read(string file, string text)
    {
        var tokens = ImmutableArray.CreateBuilder<StaticToken>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.Trim() is not { Length: > 0 } written || written[0] == '#') continue;
            if (written.Split(',', StringSplitOptions.TrimEntries) is not [{ Length: >= 16 } token, { Length: > 0 } user, .. var groups])
                return ([], ControlCodes.TokensUnreadable.At(new Origin(file, number, 1), "the line is not token,user with a token of at least 16 characters", "write token,user or token,user,admin"));
            tokens.Add(new StaticToken(HashOf(token), new Person(user, [.. groups])));
        }
        return tokens.Count == 0 ? ([], ControlCodes.TokensUnreadable.At(new Origin(file, 1, 1), "there are no tokens in it")) : (tokens.ToImmutable(), null);
    }

    /// <summary>Whether it is this token, in a time that says nothing about where they differ.</summary>
    public bool Is(string token) => CryptographicOperations.FixedTimeEquals(Hash.AsSpan(), HashOf(token).AsSpan());

    private static ImmutableArray<byte> HashOf(string token) => [.. SHA256.HashData(Encoding.UTF8.GetBytes(token))];
}
