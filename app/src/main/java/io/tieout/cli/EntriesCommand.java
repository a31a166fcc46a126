package io.tieout.cli;

import io.tieout.connect.RawTopics;
import io.tieout.intake.BankStatementEntries;
import io.tieout.intake.MappedIntake;
import io.tieout.mapping.Mapping;
import io.tieout.mapping.MappingException;
import io.tieout.mapping.MappingFiles;
import io.tieout.matching.AccountId;
import io.tieout.parts.WebhookProvider;
import io.tieout.wire.EntryWire;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the canonical entries that come of what a source said. */
@Command(
        name = "entries",
        description =
                "Prints the canonical entries of statement files, settlement reports, webhooks, or of what a mapping file reads, as JSON lines, as `tieout match --entries` reads them.",
        footer = {
            "",
            "A booking is a statement_line of source bank, stage BOOKED, or INITIATED while it is pending; each payment of a batch is",
            "a statement_line_detail besides, which names its line. A booking has the same id in each statement that holds it.",
            "A payment of a status report (pain.002) is a payment_status; --account says whose it is where the report does not.",
            "topology-docs/statement-files.md says more.",
            "",
            "For stripe, adyen, shopify and paypal each file is the body of one webhook, read in the order of the files; what moves",
            "no money, and what cannot be read, is said on the error output. topology-docs/webhooks.md says what becomes an entry.",
            "A settlement detail report of Adyen is known by its header; --account is the merchant account whose rows are printed.",
            "",
            "With --mapping each file is a document that this mapping reads: the name of one that comes with Tieout, or a file.",
            "topology-docs/mappings.md says more.",
            "",
            "Example:",
            "  app/bin/tieout entries --source bank march.xml > march.jsonl",
            "  app/bin/tieout entries --source adyen --account ShopNL capture.json batch_7.csv",
            "  app/bin/tieout entries --source crm --mapping crm.yaml --account a deals.json"
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

    @Option(
            names = "--source",
            paramLabel = "NAME",
            required = true,
            description = "Who said it: bank, stripe, adyen, shopify, paypal, or the source of a mapping.")
    @SuppressWarnings("NullAway.Init") // picocli requires it
    private String source;

    @Option(
            names = "--account",
            paramLabel = "ACCOUNT",
            description = "Whose webhooks or reports they are: what stripe.account and its like are set to.")
    private @Nullable String account;

    @Option(
            names = "--event",
            paramLabel = "KIND",
            description = "What kind of event the files are, which Shopify says in a header, such as refunds/create.")
    private @Nullable String event;

    @Option(
            names = "--mapping",
            paramLabel = "MAPPING",
            description = "The mapping by which the files are read: a name such as quickbooks-payment, or a file.")
    private @Nullable String mapping;

    EntriesCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (mapping != null) {
            return mapped(mapping);
        }
        if (WebhookProvider.ALL.stream().anyMatch(provider -> provider.name().equals(source))) {
            if (account == null) {
                throw new UsageError(
                        "--account is missing: whose webhooks are these? It is what " + source + ".account is set to.");
            }
            return new EventFiles(surroundings, new AccountId(source, account), event).each(files);
        }
        if (!source.equals(BankStatementEntries.SOURCE)) {
            throw new UsageError("--source is " + source + "; known are "
                    + BankStatementEntries.SOURCE + ", "
                    + String.join(
                            ", ",
                            WebhookProvider.ALL.stream()
                                    .map(WebhookProvider::name)
                                    .toList())
                    + ". For any other --mapping names a mapping.");
        }
        var statuses = new PaymentStatusFiles(surroundings, account);
        int code = ExitCode.OK;
        for (Path file : files) {
            int one = PaymentStatusFiles.isOne(file) ? statuses.print(file) : bookings(file);
            code = code == ExitCode.USAGE || one == ExitCode.OK ? code : one;
        }
        return code;
    }

    private int bookings(Path statementFile) {
        return statements.each(
                List.of(statementFile),
                file -> {
                    file.read(
                            new BankStatementEntries(entry -> surroundings.out().println(EntryWire.toJson(entry))));
                    return false;
                },
                (path, fault) -> surroundings.err().println(fault));
    }

    private int mapped(String given) {
        if (account == null) {
            throw new UsageError(
                    "--account is missing: whose documents are these? It becomes part of every entry's id.");
        }
        Mapping read = mapping(given);
        if (!read.source().equals(source)) {
            throw new UsageError("--source is " + source + ", but the mapping " + read.name() + " is of source "
                    + read.source() + ".");
        }
        return new EventFiles(
                        surroundings,
                        new AccountId(source, account),
                        new MappedIntake(Map.of(read.name(), read)),
                        Map.of(RawTopics.HEADER_MAPPING, read.name()))
                .each(files);
    }

    private static Mapping mapping(String given) {
        Mapping shipped = MappingFiles.shipped().get(given);
        if (shipped != null) {
            return shipped;
        }
        if (!given.contains(".") && !given.contains("/")) {
            throw new UsageError("--mapping is " + given + ", which does not come with Tieout; known are "
                    + String.join(", ", MappingFiles.shipped().keySet()) + ". For your own name its file.");
        }
        MappingFiles.Checked checked = MappingFiles.check(List.of(Path.of(given)));
        if (!checked.faults().isEmpty()) {
            throw new MappingException(checked.faults());
        }
        return checked.mappings().get(0);
    }
}
