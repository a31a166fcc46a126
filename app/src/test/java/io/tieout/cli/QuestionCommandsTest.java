package io.tieout.cli;

import static io.tieout.views.Told.MORNING;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.FreePort;
import io.tieout.query.AskedViews;
import io.tieout.v1.CaseStatus;
import io.tieout.v1.ControlTotal;
import io.tieout.v1.CoverageReport;
import io.tieout.v1.Lineage;
import io.tieout.v1.MatchStatus;
import io.tieout.views.Told;
import io.tieout.wire.Contract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code explain}, {@code exceptions}, {@code coverage} and {@code balance}, asked of a real server. */
class QuestionCommandsTest {

    private static final String BOOKED = "odoo/shop/payment_transaction/17";
    private static final String CHARGED = "stripe/shop/charge/ch_1";

    private static final List<String[]> EACH = List.of(
            new String[] {"explain", "ch_1"}, new String[] {"exceptions"}, new String[] {"coverage"}, new String[] {
                "balance"
            });

    @TempDir
    private Path directory;

    private AskedViews views;

    @BeforeEach
    void start() {
        views = AskedViews.open(directory.resolve("views"));
    }

    @AfterEach
    void stop() {
        views.close();
    }

    private void aMatchedPair() {
        var booked = Told.entry("odoo", "payment_transaction", "17", "INV/2026/00001", "pi_1");
        booked.setLineage(new Lineage("odoo.change", 0, 41L));
        views.say(Contract.ENTRY, BOOKED, booked);
        views.say(Contract.ENTRY, CHARGED, Told.entry("stripe", "charge", "ch_1", "pi_1"));
        views.say(Contract.CASE, "card|pi_1", Told.caseOf("card", "pi_1", 1, CaseStatus.MATCHED));
        views.say(Contract.MATCH, "card|pi_1", Told.match("card", "pi_1", 1, MatchStatus.MATCHED, BOOKED, CHARGED));
    }

    private void exceptions(int count) {
        for (int minute = 0; minute < count; minute++) {
            var open = Told.exception("card", "pi_" + minute, minute);
            views.say(Contract.EXCEPTION, open.getExceptionId(), open);
        }
    }

    @Test
    void explainPrintsWhatHangsOnAReference() {
        aMatchedPair();

        var asked = ask("explain", "INV/2026/00001");

        assertThat(asked.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(asked.err()).isEmpty();
        assertThat(asked.out()).isEqualTo("""
                INV/2026/00001   (* bears it)
                2026-03-02T08:00:00Z  entry *  odoo/shop/payment_transaction/17  CAPTURED  45.00 EUR  odoo.change-0@41
                2026-03-02T08:00:00Z  entry    stripe/shop/charge/ch_1           CAPTURED  45.00 EUR  -
                2026-03-02T08:00:00Z  match    card|pi_1                         MATCHED   45.00 EUR  -

                case card|pi_1  MATCHED  deadline -
                """);
    }

    @Test
    void explainSaysThatNothingIsKnown() {
        var asked = ask("explain", "INV/2026/00002");

        assertThat(asked.exitCode()).isEqualTo(ExitCode.FINDING);
        assertThat(asked.out()).isEmpty();
        assertThat(asked.err()).startsWith("Nothing bears INV/2026/00002").contains("`tieout coverage`");
    }

    @Test
    void exceptionsAreATableInPages() {
        exceptions(3);

        var first = ask("exceptions", "--limit", "2");

        assertThat(first.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(first.out()).startsWith("""
                OPENED                SEVERITY  REASON              POLICY  CORRELATION ID  AMOUNT     OWNER
                2026-03-02T08:02:00Z  HIGH      CAPTURE_NOT_BOOKED  card    pi_2            -3.00 EUR  finance
                2026-03-02T08:01:00Z  HIGH      CAPTURE_NOT_BOOKED  card    pi_1            -2.00 EUR  finance

                More: --cursor\s""");
        String cursor =
                first.out().substring(first.out().indexOf("--cursor ") + 9).strip();
        assertThat(ask("exceptions", "--limit", "2", "--cursor", cursor).out()).isEqualTo("""
                OPENED                SEVERITY  REASON              POLICY  CORRELATION ID  AMOUNT     OWNER
                2026-03-02T08:00:00Z  HIGH      CAPTURE_NOT_BOOKED  card    pi_0            -1.00 EUR  finance
                """);
    }

    @Test
    void everyFilterOfExceptionsIsPassedOn() {
        exceptions(3);

        for (String[] none : new String[][] {
            {"--company", "2"},
            {"--policy", "bank"},
            {"--owner", "anna"},
            {"--reason", "OVERPAID"},
            {"--severity", "LOW"},
            {"--older-than", "61m"},
            {"--younger-than", "57m"},
            {"--amount-min", "301"},
            {"--amount-max", "99"}
        }) {
            assertThat(ask("exceptions", none[0], none[1]).out()).as(none[0]).endsWith("\nnone\n");
        }
        assertThat(ask(
                                "exceptions",
                                "--company=1",
                                "--policy=card",
                                "--owner=finance",
                                "--reason=CAPTURE_NOT_BOOKED",
                                "--severity=HIGH",
                                "--older-than=59m",
                                "--younger-than=60m",
                                "--amount-min=200",
                                "--amount-max=200")
                        .out()
                        .lines())
                .hasSize(2)
                .last()
                .asString()
                .contains("pi_1");
    }

    @Test
    void aFilterThatIsNotUnderstoodIsUsage() {
        var asked = ask("exceptions", "--limit", "many");

        assertThat(asked.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(asked.err()).isEqualTo("limit is 'many', which is no whole number.\n");
    }

    @Test
    void coverageIsATableAndAFindingWhenAnAccountIsStale() {
        views.say(Contract.COVERAGE, "odoo/shop", Told.coverage("odoo", "shop", MORNING.plusSeconds(3_550), false));
        var never = CoverageReport.newBuilder()
                .setSource("bank")
                .setAccount("giro")
                .setStale(false)
                .build();
        views.say(Contract.COVERAGE, "bank/giro", never);

        var fresh = ask("coverage");

        assertThat(fresh.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(fresh.out()).isEqualTo("""
                ACCOUNT    HEARD FROM  UP TO                 BEHIND    ENTRIES  GAPS
                bank/giro  -           not heard yet         -         0        0
                odoo/shop  ever        2026-03-02T08:59:10Z  0m 50s    0        0
                """);

        views.say(Contract.COVERAGE, "stripe/acct_1", Told.coverage("stripe", "acct_1", MORNING, true));
        var stale = ask("coverage");

        assertThat(stale.exitCode()).isEqualTo(ExitCode.FINDING);
        assertThat(stale.out().lines().toList().get(3)).contains("stripe/acct_1", "1h 0m", "STALE");
        assertThat(ask("coverage", "--json").exitCode()).isEqualTo(ExitCode.FINDING);
    }

    @Test
    void balanceIsATableAndAFindingWhenSomethingIsMissing() {
        views.say(Contract.COVERAGE, "stripe/acct_1#0", Told.totals("stripe", "acct_1", 0, "card"));

        var balanced = ask("balance");

        assertThat(balanced.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(balanced.out()).isEqualTo("""
                SOURCE  POLICY           SENT      MATCHED   EXCEPTED  OPEN      VOID      BEFORE COVERAGE  DIFFERENCE
                stripe  card    entries  3         2         0         1         0         0                0
                stripe  card    amount   3.00 EUR  2.00 EUR  0.00 EUR  1.00 EUR  0.00 EUR  0.00 EUR         0.00 EUR
                """);

        var lost = Told.totals("stripe", "acct_1", 1, "card");
        ControlTotal total = lost.getControlTotals().get(0);
        total.setDifferenceCount(1);
        total.setDifferenceMinor(-100);
        views.say(Contract.COVERAGE, "stripe/acct_1#1", lost);
        var unbalanced = ask("balance");

        assertThat(unbalanced.exitCode()).isEqualTo(ExitCode.FINDING);
        assertThat(unbalanced.out()).contains("-1.00 EUR");
        assertThat(ask("balance", "--json").exitCode()).isEqualTo(ExitCode.FINDING);
    }

    @Test
    void jsonIsTheAnswerItself() throws IOException {
        aMatchedPair();
        exceptions(1);
        views.say(Contract.COVERAGE, "stripe/acct_1", Told.coverage("stripe", "acct_1", MORNING, false));
        views.say(Contract.COVERAGE, "stripe/acct_1#0", Told.totals("stripe", "acct_1", 0, "card"));

        assertThat(json("explain", "ch_1").path("steps")).hasSize(3);
        assertThat(json("exceptions").at("/items/0/amount/minor").asLong()).isEqualTo(-100);
        assertThat(json("exceptions").path("next").isNull()).isTrue();
        assertThat(json("coverage").at("/accounts/0/behind_seconds").asLong()).isEqualTo(3_600);
        assertThat(json("balance").path("balanced").asBoolean()).isTrue();
    }

    @Test
    void anAnswerFromViewsThatAreBehindSaysSo() {
        aMatchedPair();
        exceptions(1);
        views.fallBehind();

        for (String[] question : List.of(
                new String[] {"explain", "ch_1"}, new String[] {"exceptions"}, new String[] {"coverage"}, new String[] {
                    "balance"
                })) {
            assertThat(ask(question).out()).as(question[0]).contains("The views are behind what was committed");
        }
        var unknown = ask("explain", "ch_2");
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(unknown.err()).contains("it may come yet");
    }

    @Test
    void aPartThatMovesIsToBeAskedAgain() {
        views.move();

        for (String[] question : EACH) {
            var asked = ask(question);

            assertThat(asked.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(asked.out()).isEmpty();
            assertThat(asked.err()).contains("Ask again in a moment").contains("Nothing is lost");
        }
    }

    @Test
    void aServerThatIsAwayIsUnreachable() {
        int nobody = FreePort.take();
        for (String[] question : EACH) {
            var asked = ask(nobody, question);

            assertThat(asked.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(asked.out()).isEmpty();
            assertThat(asked.err())
                    .startsWith("http://127.0.0.1:" + nobody + " does not answer questions")
                    .contains("Does `tieout up` or `run` run?")
                    .hasLineCount(1);
        }
    }

    @Test
    void whereNothingRunsItIsSaidHowToFindOne() {
        for (String[] question : EACH) {
            var words = new ArrayList<>(List.of(question));
            words.addAll(List.of("--set", "data.dir=" + directory.resolve("none")));
            var asked = new Terminal(Map.of()).type(words.toArray(String[]::new));

            assertThat(asked.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(asked.err()).contains("no `tieout up` runs on").contains("--set query.port=");
        }
    }

    @Test
    void aWrongTokenIsAWrongSetting() {
        try (var closed = AskedViews.open(directory.resolve("closed"), "open-sesame")) {
            for (String[] question : EACH) {
                for (String[] token : new String[][] {{}, {"--set", "query.token=open-barley"}}) {
                    var words = new ArrayList<>(List.of(question));
                    words.addAll(List.of(token));
                    var asked = ask(closed.port(), words.toArray(String[]::new));

                    assertThat(asked.exitCode()).isEqualTo(ExitCode.USAGE);
                    assertThat(asked.out()).isEmpty();
                    assertThat(asked.err()).contains("query.token").doesNotContain("sesame", "barley");
                }
            }
            assertThat(ask(closed.port(), "exceptions", "--set", "query.token=open-sesame")
                            .exitCode())
                    .isEqualTo(ExitCode.OK);
        }
    }

    private JsonNode json(String... question) throws IOException {
        var words = new ArrayList<>(List.of(question));
        words.add("--json");
        var asked = ask(words.toArray(String[]::new));
        assertThat(asked.exitCode()).as(asked.err()).isEqualTo(ExitCode.OK);
        assertThat(asked.out()).hasLineCount(1);
        return new ObjectMapper().readTree(asked.out());
    }

    private Terminal ask(String... question) {
        return ask(views.port(), question);
    }

    private static Terminal ask(int port, String... question) {
        var words = new ArrayList<>(List.of(question));
        words.addAll(List.of("--set", "query.host=127.0.0.1", "--set", "query.port=" + port));
        return new Terminal(Map.of()).type(words.toArray(String[]::new));
    }
}
