using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Reconciler.Sandbox.Storage;

/// <summary>
/// The file that the state lives in. Write-ahead logging without a flush at each commit: what was committed survives the death
/// of the process at any moment, though not that of the machine.
/// </summary>
internal sealed class SqliteFile : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS objects(resource TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
            revision INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY(resource, namespace, name));
        CREATE TABLE IF NOT EXISTS settings(name TEXT PRIMARY KEY, value TEXT NOT NULL);
        """;

    private const string RevisionSetting = "revision";

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _delete;

    static SqliteFile() => SQLitePCL.Batteries_V2.Init();

    public SqliteFile(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000;");
        Execute(Schema);
        _put = Prepare("INSERT INTO objects VALUES($resource, $namespace, $name, $revision, $body) ON CONFLICT DO UPDATE SET revision=excluded.revision, body=excluded.body",
            "$resource", "$namespace", "$name", "$revision", "$body");
        _delete = Prepare("DELETE FROM objects WHERE resource=$resource AND namespace=$namespace AND name=$name", "$resource", "$namespace", "$name");
    }

    /// <summary>Everything that was committed.</summary>
    public StoreState Load()
    {
        var state = StoreState.Empty;
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT resource, namespace, name, revision, body FROM objects";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var place = new ObjectPlace(string.Intern(reader.GetString(0)), string.Intern(reader.GetString(1)), reader.GetString(2));
            state = state.Loaded(new StoredObject(place, reader.GetInt64(3), (byte[])reader.GetValue(4)));
        }
        var revision = long.Parse(Setting(RevisionSetting) ?? "0", CultureInfo.InvariantCulture);
        return state.At(Math.Max(revision, state.Revision));
    }

    /// <summary>Writes changes in one SQLite transaction. An object that changed several times is written once.</summary>
    public void Commit(IReadOnlyList<StoreChange> changes)
    {
        if (changes.Count == 0) return;
        using var transaction = _connection.BeginTransaction();
        (_put.Transaction, _delete.Transaction) = (transaction, transaction);
        var last = new Dictionary<ObjectPlace, StoreChange>();
        foreach (var change in changes) last[change.Place] = change;
        foreach (var change in last.Values) Write(change);
        Set(RevisionSetting, changes[^1].Revision.ToString(CultureInfo.InvariantCulture), transaction);
        transaction.Commit();
    }

    public string? Setting(string name)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT value FROM settings WHERE name=$name";
        command.Parameters.AddWithValue("$name", name);
        return command.ExecuteScalar() as string;
    }

    public void Set(string name, string value) => Set(name, value, null);

    public void Dispose()
    {
        _put.Dispose();
        _delete.Dispose();
        _connection.Dispose();
    }

    private void Write(StoreChange change)
    {
        var command = change.Kind == ChangeKind.Deleted ? _delete : _put;
        command.Parameters["$resource"].Value = change.Place.Resource;
        command.Parameters["$namespace"].Value = change.Place.Namespace;
        command.Parameters["$name"].Value = change.Place.Name;
        if (change.Kind != ChangeKind.Deleted)
        {
            command.Parameters["$revision"].Value = change.Revision;
            command.Parameters["$body"].Value = change.Object.Json.ToArray();
        }
        command.ExecuteNonQuery();
    }

    private void Set(string name, string value, SqliteTransaction? transaction)
    {
        using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO settings VALUES($name, $value) ON CONFLICT DO UPDATE SET value=excluded.value";
        command.Parameters.AddWithValue("$name", name);
        command.Parameters.AddWithValue("$value", value);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string text, params string[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        foreach (var parameter in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
        return command;
    }

    private void Execute(string text)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
