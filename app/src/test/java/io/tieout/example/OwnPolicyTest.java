package io.tieout.example;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.matching.Policy;
import io.tieout.policy.PolicyReader;
import io.tieout.scenario.Scenario;
import io.tieout.scenario.ScenarioFailure;
import io.tieout.scenario.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a user tests a policy of their own (topology-docs/scenarios.md). */
final class OwnPolicyTest {

    private static final String YAML = """
            policy: rent
            version: 1
            title: Every rent that is due is paid
            owner: landlord
            sides:
              contract: {source: odoo, object: rent, stage: POSTED, key: RENT}
              account:  {source: bank, object: line, stage: BOOKED, key: RENT}
            shape: pair
            agree: contract.amount = account.amount
            tolerance: {default: 0}
            window: 3d
            grace: 1d
            missing:
              contract: {reason: COUNTERPART_MISSING}
              account:  {reason: COUNTERPART_MISSING, severity: high}
            """;

    @TempDir
    private Path directory;

    @Test
    void aScenarioIsWrittenInJava() {
        Policy rent = PolicyReader.read("rent.yaml", YAML);

        Scenario.of(rent)
                .given("2026-03-01 00:00 contract march: 800.00 EUR for R-7-03")
                .given("2026-03-03 00:00 account line_9: 800.00 EUR for R-7-03")
                .expect("match R-7-03")
                .given("2026-03-20 everybody heard")
                .stands("match R-7-03")
                .andNothingElse();
    }

    @Test
    void whatDoesNotHoldFailsTheTest() {
        try (Scenario scenario = Scenario.of(PolicyReader.read("rent.yaml", YAML))) {
            scenario.given("2026-03-01 00:00 contract march: 800.00 EUR for R-7-03", "2026-03-20 everybody heard");

            assertThatThrownBy(() -> scenario.stands("nothing"))
                    .isInstanceOf(ScenarioFailure.class)
                    .hasMessageContaining("not expected: exception COUNTERPART_MISSING for R-7-03 side account");
        }
    }

    @Test
    void aScenarioFileLiesBesideItsPolicy() throws IOException {
        Files.writeString(directory.resolve("rent.yaml"), YAML);
        Path file = Files.writeString(directory.resolve("unpaid.txt"), """
                scenario: A rent that nobody pays is said once the bank has spoken
                policy: rent.yaml

                2026-03-01 00:00 contract march: 800.00 EUR for R-7-03
                2026-03-04 00:00 account heard
                expect nothing
                2026-03-06 00:00 account heard
                expect exception COUNTERPART_MISSING for R-7-03, side account
                stands exception COUNTERPART_MISSING for R-7-03
                """);

        ScenarioFile.read(file).run();
    }
}
