package io.tieout.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tieout.matching.Category;
import io.tieout.matching.Missing;
import io.tieout.matching.Policy;
import io.tieout.matching.Reason;
import io.tieout.matching.Severity;
import io.tieout.matching.Side;
import io.tieout.matching.Stage;
import io.tieout.matching.Tolerance;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFilesTest {

    private final List<String> notices = new ArrayList<>();

    @TempDir
    private Path directory;

    @Test
    void bringsCardCaptures() {
        Policy policy = builtIn("card-capture");

        assertThat(policy.starts()).isNull();
        assertThat(policy.owner()).isEqualTo("finance-operations");
        assertThat(policy.sides())
                .containsExactly(
                        new Side(
                                "books",
                                "odoo",
                                null,
                                "payment_transaction",
                                Stage.CAPTURED,
                                Map.of("provider", "stripe", "live", "true"),
                                List.of("PAYMENT_INTENT", "CHARGE"),
                                false),
                        new Side(
                                "provider",
                                "stripe",
                                null,
                                "charge",
                                Stage.CAPTURED,
                                Map.of("live", "true"),
                                List.of("PAYMENT_INTENT", "CHARGE"),
                                false));
        assertThat(policy.tolerance()).isEqualTo(Tolerance.NONE);
        assertThat(policy.window()).isEqualTo(Duration.ofHours(24));
        assertThat(policy.grace()).isEqualTo(Duration.ofHours(1));
        assertThat(policy.retention()).isEqualTo(Duration.ofDays(90));
        assertThat(policy.missing())
                .isEqualTo(Map.of(
                        "books",
                        new Missing(Reason.CAPTURE_NOT_BOOKED, Severity.HIGH, Category.DEPENDENCY),
                        "provider",
                        new Missing(Reason.BOOKED_NOT_CAPTURED, Severity.CRITICAL, Category.DATA_INTEGRITY)));
    }

    @Test
    void bringsCardRefunds() {
        Policy policy = builtIn("card-refund");

        assertThat(policy.starts()).isNull();
        assertThat(policy.sides())
                .containsExactly(
                        new Side(
                                "books",
                                "odoo",
                                null,
                                "payment_transaction",
                                Stage.REFUNDED,
                                Map.of("provider", "stripe", "live", "true"),
                                List.of("REFUND"),
                                false),
                        new Side(
                                "provider",
                                "stripe",
                                null,
                                "refund",
                                Stage.REFUNDED,
                                Map.of("live", "true"),
                                List.of("REFUND"),
                                false));
        assertThat(policy.window()).isEqualTo(Duration.ofDays(3));
        assertThat(policy.missing())
                .isEqualTo(Map.of(
                        "books",
                        new Missing(Reason.REFUND_NOT_BOOKED, Severity.HIGH, Category.DEPENDENCY),
                        "provider",
                        new Missing(Reason.BOOKED_NOT_REFUNDED, Severity.HIGH, Category.DATA_INTEGRITY)));
    }

    @Test
    void bringsEveryPolicyThatLiesAmongTheResources() throws IOException, URISyntaxException {
        Path resources = Path.of(Objects.requireNonNull(PolicyFiles.class.getResource("/policies"))
                .toURI());
        try (Stream<Path> files = Files.list(resources)) {
            assertThat(PolicyFiles.builtIn())
                    .extracting(policy -> policy.name() + ".yaml")
                    .containsExactlyElementsOf(
                            files.map(file -> file.getFileName().toString())
                                    .sorted()
                                    .toList());
        }
    }

    @Test
    void addsTheFilesOfADirectoryByName() throws IOException {
        write("z.yaml", policy("a-first"));
        write("a.yaml", policy("z-last"));
        write("README.md", "not a policy");
        write(".draft.yaml", "not yet a policy");
        Files.createDirectory(directory.resolve("old.yaml"));

        assertThat(withDirectory())
                .extracting(Policy::name)
                .containsExactly("a-first", "card-capture", "card-refund", "z-last");
        assertThat(notices).isEmpty();
    }

    @Test
    void saysThatAFileReplacesABuiltInPolicy() throws IOException {
        Path file = write("mine.yaml", policy("card-capture"));

        List<Policy> policies = withDirectory();

        assertThat(policies).extracting(Policy::name).containsExactly("card-capture", "card-refund");
        assertThat(policies.get(0)).isEqualTo(PolicyReader.read(file));
        assertThat(notices).containsExactly(file + ": replaces the built-in policy card-capture.");
    }

    @Test
    void refusesTwoFilesWithOneName() throws IOException {
        Path first = write("a.yaml", policy("card"));
        Path second = write("b.yaml", policy("card"));

        assertThat(refusal())
                .hasMessage(second + ":1: policy: \"card\" is the name of the policy in " + first
                        + " too; one name is one policy");
    }

    @Test
    void saysWhatIsWrongInEveryFile() throws IOException {
        Path first = write("a.yaml", PolicyText.with("window: 24h", "window: 24x"));
        Path second = write("b.yaml", PolicyText.with("grace: 1h", "grace: 1x"));
        Path third = write("c.yml", policy("card"));

        assertThat(refusal())
                .hasMessage(first + ":18: window: \"24x\" is no duration; write for example 24h\n"
                        + second + ":19: grace: \"1x\" is no duration; write for example 1h\n"
                        + third + ": would not be read: policy files end in .yaml; rename it");
        assertThat(notices).isEmpty();
    }

    @Test
    void refusesADirectoryThatIsNotThere() {
        Path gone = directory.resolve("gone");

        assertThat(catchThrowableOfType(PolicyException.class, () -> PolicyFiles.withDirectory(gone, notices::add)))
                .hasMessage(gone + ": is no directory; policies.dir names the directory of the policy files");
    }

    private static Policy builtIn(String name) {
        return PolicyFiles.builtIn().stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<Policy> withDirectory() {
        return PolicyFiles.withDirectory(directory, notices::add).stream()
                .map(WrittenPolicy::policy)
                .toList();
    }

    private PolicyException refusal() {
        return catchThrowableOfType(PolicyException.class, this::withDirectory);
    }

    private static String policy(String name) {
        return PolicyText.with("policy: card", "policy: " + name);
    }

    private Path write(String file, String text) throws IOException {
        return Files.writeString(directory.resolve(file), text);
    }
}
