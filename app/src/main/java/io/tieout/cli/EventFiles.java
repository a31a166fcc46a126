package io.tieout.cli;

import io.tieout.connect.RawTopics;
import io.tieout.intake.HeldMemory;
import io.tieout.intake.Intake;
import io.tieout.intake.RawRecord;
import io.tieout.intake.Statement;
import io.tieout.intake.UnreadableException;
import io.tieout.matching.AccountId;
import io.tieout.matching.Lineage;
import io.tieout.topology.Application;
import io.tieout.wire.EntryWire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bodies of webhooks in files, read as the application reads them from the log. */
final class EventFiles {

    private final Surroundings surroundings;
    private final AccountId account;
    private final Intake intake;
    private final Map<String, String> headers;
    private final HeldMemory memory = new HeldMemory();
    private int code = ExitCode.OK;

    /** @param event what kind of event they are, where the body does not say */
    EventFiles(Surroundings surroundings, AccountId account, @Nullable String event) {
        this(
                surroundings,
                account,
                Application.intakes().values().stream()
                        .filter(one -> one.key(account).isPresent())
                        .findFirst()
                        .orElseThrow(() -> new UsageError("Nobody reads " + account + ".")),
                event == null ? Map.of() : Map.of(RawTopics.HEADER_EVENT, event));
    }

    /** @param headers what the record of each would say besides */
    EventFiles(Surroundings surroundings, AccountId account, Intake intake, Map<String, String> headers) {
        this.surroundings = surroundings;
        this.account = account;
        this.intake = intake;
        this.headers = headers;
    }

    /** Prints the entries of each file; the exit code is that of a file that cannot be read, or else of a finding. */
    int each(List<Path> files) {
        for (Path file : files) {
            try {
                var raw = new RawRecord(
                        intake.key(account).orElseThrow(),
                        RawTopics.KIND_EVENT,
                        headers,
                        Files.readAllBytes(file),
                        new Lineage(file.getFileName().toString(), 0, 0));
                intake.read(raw, memory).forEach(statement -> print(file, statement));
            } catch (UnreadableException e) {
                surroundings.err().println(file + ": " + e.why());
                code = ExitCode.USAGE;
            } catch (IOException e) {
                surroundings.err().println(file + ": cannot be read: " + e.getMessage());
                code = ExitCode.USAGE;
            }
        }
        return code;
    }

    private void print(Path file, Statement statement) {
        if (statement instanceof Statement.EntryStated stated) {
            surroundings.out().println(EntryWire.toJson(stated.entry()));
            stated.problems().forEach(problem -> finding(file + ": " + problem.field() + ": " + problem.detail()));
        } else if (statement instanceof Statement.OutOfScope outOfScope) {
            surroundings
                    .err()
                    .println(file + ": " + outOfScope.what()
                            + (headers.containsKey(RawTopics.HEADER_MAPPING) ? "." : " moves no money."));
        } else if (statement instanceof Statement.Unmappable unmappable) {
            finding(file + ": " + unmappable.what() + ": " + unmappable.why());
        } else {
            throw new IllegalStateException("No rule for " + statement.getClass());
        }
    }

    private void finding(String text) {
        surroundings.err().println(text);
        if (code == ExitCode.OK) {
            code = ExitCode.FINDING;
        }
    }
}
