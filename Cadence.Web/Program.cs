using Cadence.Web.Hosting;

return await Verbs.RunAsync(args, Console.Out, Console.Error, CancellationToken.None) ?? await WebHost.RunAsync(args);

/// <summary>The entry point, named for the tests' server.</summary>
public partial class Program;
