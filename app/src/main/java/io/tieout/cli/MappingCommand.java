package io.tieout.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with mapping files. */
@Command(
        name = "mapping",
        description = "Checks mapping files, and shows what they may say.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  app/bin/tieout mapping check mappings/crm.yaml"})
final class MappingCommand implements Runnable {

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    private MappingCommand() {}

    static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new MappingCommand())
                .addSubcommand(new MappingCheckCommand(surroundings))
                .addSubcommand(new MappingGrammarCommand(surroundings));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which: check or grammar");
    }
}
