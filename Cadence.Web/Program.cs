using Cadence.Web.Hosting;

return await Verbs.RunAsync(args, Console.Out, Console.Error, CancellationToken.None) ?? await WebHost.RunAsync(args);

/// <summary>The program; tests start it.</summary>
public partial class Program;
