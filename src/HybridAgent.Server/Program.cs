using HybridAgent.Server.Cli;

return await CommandLine.Run(args);
