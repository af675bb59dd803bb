using Cadence.Core.Data;
using Cadence.Web.Hosting;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppPaths.ContentRoot() });
var database = DatabaseSettings.Read(builder.Configuration, builder.Environment.ContentRootPath);
await CadenceDatabase.MigrateAsync(database.OwnerFor("migrate"), database.App!, CancellationToken.None);
builder.AddCadence(database);
var app = builder.Build();
app.UseCadence();
await app.RunAsync();

/// <summary>The program; tests start it.</summary>
public partial class Program;
