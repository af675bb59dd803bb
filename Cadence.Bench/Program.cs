Console.WriteLine("Cadence.Bench");
