package io.tieout.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.policy.PolicyFiles;
import io.tieout.policy.PolicyReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OfflineRunTest {

    private static final String BOOKED = """
            {"source":"odoo","account":"shop","object_type":"payment_transaction","object_id":"1","version_position":1,\
            "stage":"CAPTURED","amount":{"minor":4500,"currency":"EUR"},"business_at":"2026-03-01T10:00:00Z",\
            "stated_at":"2026-03-01T10:00:00Z","references":[{"kind":"PAYMENT_INTENT","value":"pi_1"}],\
            "attributes":{"provider":"stripe","live":"true"}}""";

    private static final String CAPTURED = """
            {"source":"stripe","account":"acct_1","object_type":"charge","object_id":"ch_1","version_position":1,\
            "stage":"CAPTURED","amount":{"minor":4500,"currency":"EUR"},"business_at":"2026-03-01T10:00:05Z",\
            "stated_at":"2026-03-01T10:00:05Z","references":[{"kind":"PAYMENT_INTENT","value":"pi_1"}],\
            "attributes":{"live":"true"}}""";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void entriesThatAgreeMatch() {
        Summary summary = run("out", BOOKED, CAPTURED);

        assertThat(summary.matches()).isEqualTo(1);
        assertThat(summary.openExceptions()).isEmpty();
        assertThat(lines("out", "recon.match.v1")).singleElement().asString().contains("\"card-capture|pi_1\"");
    }

    @Test
    void everybodySpeaksPastTheEndAlsoWhoWasNeverSeen() {
        Summary summary = run("out", BOOKED);

        assertThat(summary.openExceptions()).containsOnlyKeys("BOOKED_NOT_CAPTURED");
        assertThat(summary.accounts()).extracting(Object::toString).contains("odoo/shop", "stripe/unseen");
    }

    @Test
    void coverageAmongTheEntriesCountsAloneAndWhereItStands() {
        Summary waiting = run("waiting", BOOKED, coverage("odoo", "shop", "2026-03-09"));
        Summary missing = run("missing", BOOKED, "{\"coverage\":" + coverageOf("stripe", "acct_1", "2026-03-09") + "}");
        Summary late =
                run("late", BOOKED, "{\"coverage\":" + coverageOf("stripe", "acct_1", "2026-03-09") + "}", CAPTURED);

        assertThat(waiting.openExceptions()).isEmpty();
        assertThat(missing.openExceptions()).containsOnlyKeys("BOOKED_NOT_CAPTURED");
        assertThat(late.lateArrivals()).isEqualTo(1);
        assertThat(lines("late", "recon.late-arrival.v1"))
                .singleElement()
                .asString()
                .contains("LATE_DELIVERED");
    }

    @Test
    void coverageOfAFileStandsBehindTheEntriesThatItCovers() {
        Path coverage = write("coverage.jsonl", coverageOf("stripe", "acct_1", "2026-03-09"));
        Summary summary = run("out", coverage, BOOKED, CAPTURED);

        assertThat(summary.matches()).isEqualTo(1);
        assertThat(summary.lateArrivals()).isZero();
        assertThat(lines("out", "recon.exception.v1")).isEmpty();
    }

    @Test
    void coverageOfAFileStandsBeforeTheFirstEntryStatedAtItsEnd() {
        Path coverage = write("coverage.jsonl", coverageOf("stripe", "acct_1", "2026-03-05"));
        String lateCapture = CAPTURED.replace("\"stated_at\":\"2026-03-01T10:00:05Z\"", "\"stated_at\":\"2026-03-05\"");
        Summary summary = run("out", coverage, BOOKED, lateCapture);

        assertThat(summary.openExceptions()).isEmpty();
        assertThat(lines("out", "recon.exception.v1"))
                .hasSize(2)
                .first()
                .asString()
                .contains("BOOKED_NOT_CAPTURED");
        assertThat(lines("out", "recon.late-arrival.v1")).hasSize(1);
    }

    @Test
    void theSameInputGivesTheSameBytes() {
        String[] entries = new String[40];
        for (int i = 0; i < entries.length; i++) {
            String one = i % 2 == 0 ? BOOKED : CAPTURED;
            entries[i] = one.replace("pi_1", "pi_" + i / 4)
                    .replace("\"object_id\":\"", "\"object_id\":\"" + i)
                    .replace("4500", i % 7 == 0 ? "4600" : "4500");
        }
        run("one", entries);
        run("other", entries);

        for (String topic : io.tieout.topology.OfflineFlow.topics()) {
            assertThat(OutcomeFiles.file(directory.resolve("one"), topic))
                    .as(topic)
                    .hasSameBinaryContentAs(OutcomeFiles.file(directory.resolve("other"), topic));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"stage\";\"stag\";entries.jsonl:2: stag: is unknown; did you mean stage?",
                "\"CAPTURED\";\"CAPTURD\";entries.jsonl:2: stage: \"CAPTURD\" is unknown; did you mean CAPTURED?",
                "4500;\"4500\";entries.jsonl:2: amount.minor: is \"4500\"; expected is a whole number",
                "4500;45.5;entries.jsonl:2: amount.minor: is 45.5; expected is a whole number",
                "\"minor\":4500;\"minr\":4500;entries.jsonl:2: amount.minr: is unknown; did you mean minor?",
                "2026-03-01T10:00:00Z;2026-03-41T10:00:00Z;entries.jsonl:2: business_at: is \"2026-03-41T10:00:00Z\"; expected is an instant",
                "\"odoo\";\"od/oo\";entries.jsonl:2: source: is \"od/oo\"",
                "\"version_position\":1,;;entries.jsonl:2: version_position: is missing",
                "\"kind\";\"kid\";entries.jsonl:2: references[0].kid: is unknown; did you mean kind?",
                "{\"source\";{\"source\":\"x\",\"source\";entries.jsonl:2: is no JSON",
                "}};};entries.jsonl:2: is no JSON"
            })
    void aFaultOfTheInputIsNamedAndNothingIsWritten(String right, @Nullable String wrong, String message) {
        String broken = BOOKED.replace(right, wrong == null ? "" : wrong);

        assertThatThrownBy(() -> run("out", CAPTURED, broken))
                .isInstanceOf(InputFaults.class)
                .hasMessageContaining(message);
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void avrosOwnJsonIsUnderstoodAndSoIsWhatReadPrints() {
        String wrapped = BOOKED.replace(
                "{\"minor\":4500,\"currency\":\"EUR\"}",
                "{\"io.tieout.v1.Money\":{\"minor\":4500,\"currency\":\"EUR\"}}");
        run("first", wrapped, CAPTURED);
        Path printed = OutcomeFiles.file(directory.resolve("first"), "recon.entry.v1");
        Summary again =
                new OfflineRun(PolicyFiles.builtIn(), List.of(printed), null, null).into(directory.resolve("again"));

        assertThat(again.matches()).isEqualTo(1);
        assertThat(lines("again", "recon.match.v1")).isEqualTo(lines("first", "recon.match.v1"));
    }

    @Test
    void anUnknownCurrencyIsAFindingOfTheFlowAndNoFaultOfTheFile() {
        Summary summary = run("out", BOOKED.replace("EUR", "EUX"));

        assertThat(summary.openExceptions()).containsKey("UNKNOWN_CURRENCY");
    }

    @Test
    void anotherPolicyShowsWhichOutcomesItChanges() throws IOException {
        String captured = CAPTURED.replace("4500", "4510");
        String policy = Files.readString(
                io.tieout.GoldenFile.root().resolve("app/src/main/resources/policies/card-capture.yaml"));
        var lenient = PolicyReader.read(
                "lenient.yaml",
                policy.replace("version: 1", "version: 2")
                        .replace("tolerance: {default: 0}", "tolerance: {default: 1}"));
        run("before", BOOKED, captured);
        var entries = write("entries.jsonl", BOOKED, captured);
        new OfflineRun(List.of(lenient), List.of(entries), null, null).into(directory.resolve("after"));

        var found = new ArrayList<String>();
        Comparison.compare(
                directory.resolve("before"),
                directory.resolve("after"),
                difference -> found.add(difference.kind() + " " + difference.topic() + " " + difference.key()
                        + difference.fields().stream()
                                .map(Comparison.Field::name)
                                .toList()));

        assertThat(found)
                .containsExactly(
                        "ADDED recon.match.v1 card-capture|pi_1[]",
                        "GONE recon.exception.v1 card-capture|pi_1||AMOUNT_MISMATCH[]",
                        "CHANGED recon.case.v1 card-capture|pi_1[open_exceptions, status]");
    }

    @Test
    void aRunDoesNotDifferFromItself() {
        run("one", BOOKED, CAPTURED);
        run("other", BOOKED, CAPTURED);
        var found = new ArrayList<Comparison.Difference>();

        Comparison.compare(directory.resolve("one"), directory.resolve("other"), found::add);

        assertThat(found).isEmpty();
    }

    private Summary run(String out, String... lines) {
        return run(out, null, lines);
    }

    private Summary run(String out, @Nullable Path coverage, String... lines) {
        Path entries = write("entries.jsonl", lines);
        return new OfflineRun(PolicyFiles.builtIn(), List.of(entries), coverage, null).into(directory.resolve(out));
    }

    private static String coverage(String source, String account, String to) {
        return "{\"coverage\":" + coverageOf(source, account, to) + "}";
    }

    private static String coverageOf(String source, String account, String to) {
        return "{\"source\":\"" + source + "\",\"account\":\"" + account + "\",\"to\":\"" + to + "\"}";
    }

    private Path write(String name, String... lines) {
        try {
            return Files.write(directory.resolve(name), List.of(lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> lines(String out, String topic) {
        try {
            return Files.readAllLines(OutcomeFiles.file(directory.resolve(out), topic));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
