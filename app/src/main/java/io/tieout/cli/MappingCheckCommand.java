package io.tieout.cli;

import io.tieout.mapping.Mapping;
import io.tieout.mapping.MappingFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Says what is wrong with mapping files. */
@Command(
        name = "check",
        description = "Checks mapping files: tells every fault with its line, or what the mapping reads.",
        footer = {
            "",
            "Exits with 1 when any file has a fault. `tieout mapping grammar` shows what a file may say, and",
            "`tieout entries --mapping FILE` what it makes of a document.",
            "",
            "Example:",
            "  app/bin/tieout mapping check mappings/crm.yaml"
        })
final class MappingCheckCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Mapping files.")
    private List<Path> files = List.of();

    MappingCheckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        MappingFiles.Checked checked = MappingFiles.check(files);
        checked.faults().forEach(surroundings.out()::println);
        for (Mapping mapping : checked.mappings()) {
            surroundings.out().println(mapping + ", of source " + mapping.source() + ": " + mapping.title() + ".");
        }
        return checked.faults().isEmpty() ? ExitCode.OK : ExitCode.FINDING;
    }
}
