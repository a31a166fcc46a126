package io.tieout.scenario;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.matching.Policy;
import io.tieout.policy.PolicyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScenarioTest {

    private static final Policy CARD_CAPTURE = PolicyFiles.builtIn().get(0);

    private final Scenario scenario = Scenario.of(CARD_CAPTURE);

    @AfterEach
    void close() {
        scenario.close();
    }

    @Test
    void whatIsExpectedAndComesHolds() {
        scenario.given("2026-03-01 10:00 books tx_1: 45.00 EUR for pi_1")
                .given("10:05 provider ch_1: EUR 45.00 for pi_1")
                .expect("match pi_1 on time")
                .andNothingElse();
    }

    @Test
    void whatIsNotExpectedFailsAndIsNamed() {
        scenario.given("2026-03-01 10:00 books tx_1: 45.00 EUR for pi_1", "10:05 provider ch_1: 45.00 EUR for pi_1");

        assertThatThrownBy(scenario::andNothingElse)
                .isInstanceOf(ScenarioFailure.class)
                .hasMessageContaining("not expected: match pi_1 on time");
    }

    @Test
    void whatDoesNotComeFailsAndSaysWhatCameInstead() {
        scenario.given("2026-03-01 10:00 books tx_1: 45.00 EUR for pi_1", "10:05 provider ch_1: 44.00 EUR for pi_1");

        assertThatThrownBy(() -> scenario.expect("match pi_1"))
                .isInstanceOf(ScenarioFailure.class)
                .hasMessageContaining("did not come: match pi_1")
                .hasMessageContaining("came instead: exception AMOUNT_MISMATCH for pi_1 off by 1.00 EUR");
    }

    @Test
    void anOutcomeWithOtherDetailsIsNotTheOneExpected() {
        scenario.given("2026-03-01 10:00 books tx_1: 45.00 EUR for pi_1", "10:05 provider ch_1: 44.00 EUR for pi_1");

        assertThatThrownBy(() -> scenario.expect("exception AMOUNT_MISMATCH for pi_1, off by 2.00 EUR"))
                .isInstanceOf(ScenarioFailure.class)
                .hasMessageContaining("off by 2.00 EUR (it came otherwise)")
                .hasMessageContaining("off by 1.00 EUR");
    }

    @Test
    void aMistypedWordIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> scenario.given("2026-03-01 10:00 boks tx_1: 45.00 EUR for pi_1"))
                .isInstanceOf(ScenarioFault.class)
                .hasMessageContaining("did you mean books?");
        assertThatThrownBy(() -> scenario.expect("exception AMOUNT_MISMACH for pi_1"))
                .isInstanceOf(ScenarioFault.class)
                .hasMessageContaining("did you mean AMOUNT_MISMATCH?");
        assertThatThrownBy(() -> scenario.given("books tx_1: 45.00 EUR for pi_1"))
                .isInstanceOf(ScenarioFault.class)
                .hasMessageContaining("begins with no time");
    }

    @Test
    void aFileNamesTheLineThatDoesNotHold(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("s.txt"), """
                scenario: Nothing is missing
                policy: card-capture

                2026-03-01 10:00 books tx_1: 45.00 EUR for pi_1
                2026-03-09 everybody heard
                expect nothing
                """);

        assertThatThrownBy(ScenarioFile.read(file)::run)
                .isInstanceOf(ScenarioFailure.class)
                .hasMessage(file + ":6: Nothing is missing\n"
                        + "  not expected: exception BOOKED_NOT_CAPTURED for pi_1 side provider");
    }

    @Test
    void aFileWithoutTitleOrPolicyIsRefused(@TempDir Path directory) throws IOException {
        Path untitled = Files.writeString(directory.resolve("u.txt"), "policy: card-capture\nexpect nothing\n");
        Path without = Files.writeString(directory.resolve("w.txt"), "scenario: x\nexpect nothing\n");
        Path mistyped = Files.writeString(directory.resolve("m.txt"), "scenario: x\npolcy: x\nexpect nothing\n");

        assertThatThrownBy(() -> ScenarioFile.read(untitled)).hasMessageContaining("has no title");
        assertThatThrownBy(ScenarioFile.read(without)::run).hasMessageContaining("has no policy");
        assertThatThrownBy(() -> ScenarioFile.read(mistyped)).hasMessageContaining("did you mean policy?");
    }
}
