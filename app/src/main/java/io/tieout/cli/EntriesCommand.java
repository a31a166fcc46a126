package io.tieout.cli;

import io.tieout.intake.BankStatementEntries;
import io.tieout.wire.EntryWire;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the canonical entries that come of what a source said. */
@Command(
        name = "entries",
        description =
                "Prints the canonical entries of statement files as JSON lines, as `tieout match --entries` reads them.",
        footer = {
            "",
            "A booking is a statement_line of source bank, stage BOOKED, or INITIATED while it is pending; each payment of a batch is",
            "a statement_line_detail besides, which names its line. A booking has the same id in each statement that holds it.",
            "topology-docs/statement-files.md says more.",
            "",
            "Example:",
            "  app/bin/tieout entries --source bank march.xml > march.jsonl"
        })
final class EntriesCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final TraceOption trace = new TraceOption();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files of what the source said.")
    private List<Path> files = List.of();

    @Mixin
    final StatementFiles statements = new StatementFiles();

    @Option(names = "--source", paramLabel = "NAME", required = true, description = "Who said it: bank.")
    @SuppressWarnings("NullAway.Init") // picocli requires it
    private String source;

    EntriesCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (!source.equals(BankStatementEntries.SOURCE)) {
            throw new UsageError("--source is " + source + "; known is " + BankStatementEntries.SOURCE + ".");
        }
        return statements.each(
                files,
                file -> {
                    file.read(
                            new BankStatementEntries(entry -> surroundings.out().println(EntryWire.toJson(entry))));
                    return false;
                },
                (path, fault) -> surroundings.err().println(fault));
    }
}
