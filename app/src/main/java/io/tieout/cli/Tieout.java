package io.tieout.cli;

import io.tieout.config.NearestName;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line as a whole. */
@Command(
        name = "tieout",
        description = "Streaming finance reconciliation for Odoo.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  app/bin/tieout demo"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and all is in order",
            "1:done, and something is not in order",
            "2:the command line, a setting or an input file is wrong",
            "3:something that is needed does not answer",
            "4:could not be done for another reason"
        })
public final class Tieout implements Runnable {

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    private Tieout() {}

    /**
     * Runs one command line and returns its exit code; errors are told on {@code err}. Output that could not be written
     * to its end is one, whichever the command.
     */
    public static int run(Surroundings surroundings, String... arguments) {
        int code = commandLine(surroundings).execute(arguments);
        if (surroundings.out().checkError() && code <= ExitCode.FINDING) {
            surroundings.err().println(new OutputCut().getMessage());
            code = ExitCode.FAILED;
        }
        surroundings.err().flush();
        return code;
    }

    /** The model of all commands. */
    static CommandLine commandLine(Surroundings surroundings) {
        var root = new CommandLine(new Tieout());
        for (var command : commands(surroundings)) {
            root.addSubcommand(command);
        }
        return root.setOut(surroundings.out())
                .setErr(surroundings.err())
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((wrong, given) -> usage(surroundings, wrong))
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(surroundings, failure, parsed));
    }

    private static List<Object> commands(Surroundings surroundings) {
        return List.of(
                new UpCommand(surroundings),
                new DownCommand(surroundings),
                new DemoCommand(surroundings),
                new RunCommand(surroundings),
                new CaptureCommand(surroundings),
                new ReceiveCommand(surroundings),
                new ReadCommand(surroundings),
                new ExportCommand(surroundings),
                new ExplainCommand(surroundings),
                new ExceptionsCommand(surroundings),
                new CoverageCommand(surroundings),
                new BalanceCommand(surroundings),
                new MatchCommand(surroundings),
                new StatementCommand(surroundings),
                new EntriesCommand(surroundings),
                new ScenarioCommand(surroundings),
                PolicyCommand.with(surroundings),
                MappingCommand.with(surroundings),
                OdooCommand.with(surroundings),
                BiCommand.with(surroundings),
                new TopologyCommand(surroundings),
                new DoctorCommand(surroundings),
                new BenchCommand(surroundings),
                new VersionCommand(surroundings));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which command");
    }

    private static int usage(Surroundings surroundings, ParameterException wrong) {
        var err = surroundings.err();
        var command = wrong.getCommandLine();
        boolean unknownCommand = wrong instanceof UnmatchedArgumentException && command.getParent() == null;
        if (unknownCommand) {
            var given = ((UnmatchedArgumentException) wrong).getUnmatched().get(0);
            var nearest = NearestName.of(given, command.getSubcommands().keySet());
            err.println("There is no command " + given + "."
                    + nearest.map(name -> " Did you mean " + name + "?").orElse(""));
        } else {
            err.println(wrong.getMessage() + ".");
        }
        if (unknownCommand || !UnmatchedArgumentException.printSuggestions(wrong, err)) {
            err.println(
                    command.getParent() == null
                            ? "`tieout --help` lists the commands."
                            : "`tieout " + command.getCommandName() + " --help` shows what it takes.");
        }
        return ExitCode.USAGE;
    }

    private static int failed(Surroundings surroundings, Exception failure, ParseResult parsed) {
        var report = ErrorReport.of(failure);
        surroundings.err().println(report.text());
        if (asksForStackTrace(parsed)) {
            failure.printStackTrace(surroundings.err());
        }
        return report.exitCode();
    }

    private static boolean asksForStackTrace(ParseResult parsed) {
        var innermost =
                parsed.asCommandLineList().get(parsed.asCommandLineList().size() - 1);
        var option = innermost.getCommandSpec().findOption("--stacktrace");
        return option != null && Boolean.TRUE.equals(option.getValue());
    }
}
