package io.tieout.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.parts.PolicyGuard.Admission;
import io.tieout.policy.PolicyReader;
import io.tieout.wire.KeptPolicy;
import io.tieout.wire.KeptPolicy.Rest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** Which policies may follow which. */
final class PolicyGuardTest {

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    private static final String FIRST = """
            policy: captures
            version: 1
            title: Every charge is booked
            owner: finance
            sides:
              books: {source: odoo, object: booking, stage: POSTED, key: REF}
              provider: {source: stripe, object: charge, stage: POSTED, where: {live: true}, key: REF}
            shape: pair
            agree: books.amount = provider.amount
            tolerance: {EUR: 0.05}
            window: 1d
            grace: 1h
            missing:
              books: {reason: CAPTURE_NOT_BOOKED}
              provider: {reason: BOOKED_NOT_CAPTURED}
            """;

    private final List<KeptPolicy> kept = new ArrayList<>();
    private Map<String, Map<Rest, Long>> cases = Map.of("captures", Map.of(Rest.OPEN, 12L, Rest.EXCEPTED, 3L));

    @Test
    void aFirstStartIsNoted() {
        Admission admission = admit(FIRST);

        assertThat(admission.earlier()).isEmpty();
        assertThat(admission.news()).containsExactly(new KeptPolicy("captures", 1, FIRST, "tieout", 4, NOW, null));
    }

    @Test
    void theSameFilesAgainAreNoNews() {
        kept.addAll(admit(FIRST).news());

        assertThat(admit(FIRST + "# A remark changes nothing.\n").news()).isEmpty();
    }

    @Test
    void aRaisedVersionThatJudgesOtherwiseIsLetPassAndKnowsTheEarlierOnes() {
        kept.addAll(admit(FIRST).news());
        String second = FIRST.replace("version: 1", "version: 2").replace("EUR: 0.05", "EUR: 0.00");
        kept.addAll(admit(second).news());

        Admission admission = admit(second.replace("version: 2", "version: 4")
                .replace("window: 1d", "window: 3d")
                .replace("owner: finance", "owner: treasury"));

        assertThat(admission.earlier()).containsExactly(PolicyReader.read("1", FIRST), PolicyReader.read("2", second));
        assertThat(admission.news())
                .singleElement()
                .extracting(KeptPolicy::version)
                .isEqualTo(4);
    }

    @Test
    void aChangeUnderTheSameVersionIsRefused() {
        kept.addAll(admit(FIRST).news());

        refused(FIRST.replace("EUR: 0.05", "EUR: 0.10"))
                .hasMessageContaining("captures (captures.yaml): says something else than before")
                .hasMessageContaining("write version: 2");
    }

    @Test
    void anOlderVersionIsRefused() {
        kept.addAll(admit(FIRST.replace("version: 1", "version: 7")).news());

        refused(FIRST).hasMessageContaining("version 7 decided already").hasMessageContaining("with version 8");
    }

    @Test
    void otherEntriesOrOtherIdsAreRefusedWithWhatItHoldsAndWhatToDo() {
        kept.addAll(admit(FIRST).news());

        refused(FIRST.replace("version: 1", "version: 2")
                        .replace(
                                "object: charge, stage: POSTED, where: {live: true}, key: REF",
                                "object: charge," + " stage: POSTED, where: {live: true}, key: [INVOICE, REF]"))
                .hasMessageContaining("sides.provider.key: was [REF], is [INVOICE, REF]")
                .hasMessageContaining("their counterparts would be called missing")
                .hasMessageContaining("12 open cases, and 3 with an open exception")
                .hasMessageContaining("add `ends:`")
                .hasMessageContaining("under another name, with `starts:` of the same date");
        refused(FIRST.replace("version: 1", "version: 2").replace("{live: true}", "{live: false}"))
                .hasMessageContaining("sides.provider.where: was {live=true}, is {live=false}");
        refused(FIRST.replace("version: 1", "version: 2").replace("stage: POSTED, key", "stage: CAPTURED, key"))
                .hasMessageContaining("sides.books.stage: was POSTED, is CAPTURED");
        refused(FIRST.replace("version: 1", "version: 2").replace("provider", "stripe"))
                .hasMessageContaining("sides: was [books, provider], is [books, stripe]");
        refused(FIRST.replace("version: 1", "version: 2").replace("shape: pair", "shape: group\ncloses: at-deadline"))
                .hasMessageContaining("shape: was pair, is group");
        refused(FIRST.replace("version: 1", "version: 2\nstarts: 2026-01-01"))
                .hasMessageContaining("starts: was not there, is 2026-01-01T00:00:00Z");
    }

    @Test
    void aPolicyThatIsGoneIsRefusedWhileAnyCaseOfItWaits() {
        kept.addAll(admit(FIRST).news());
        refused(FIRST.replace("policy: captures", "policy: payments"))
                .hasMessageContaining("captures: is gone, or bears another name. It holds 12 open cases")
                .hasMessageContaining("with `ends:` and a raised version");

        kept.addAll(admit(FIRST.replace("version: 1", "version: 2\nends: 2026-06-01"))
                .news());
        refused().hasMessageContaining("until nothing of it is open; then the file may go");
    }

    @Test
    void aPolicyThatEndedMayGoOnceNothingOfItWaits() {
        kept.addAll(admit(FIRST).news());
        cases = Map.of("captures", Map.of(Rest.EXCEPTED, 3L));
        refused().hasMessageContaining("3 with an open exception");
        kept.addAll(admit(FIRST.replace("version: 1", "version: 2\nends: 2026-06-01"))
                .news());

        Admission admission = admit();

        assertThat(admission.warnings()).singleElement().asString().contains("3 of its cases keep an open exception");
        assertThat(admission.news()).singleElement().satisfies(gone -> {
            assertThat(gone.version()).isEqualTo(2);
            assertThat(gone.removedAt()).isEqualTo(NOW);
        });
        kept.removeIf(one -> one.version() == 2);
        kept.addAll(admission.news());
        assertThat(admit().news()).isEmpty();
    }

    @Test
    void aLaterEndIsRefusedAndAnEarlierOneIsNot() {
        kept.addAll(admit(FIRST.replace("version: 1", "version: 1\nends: 2026-06-01"))
                .news());

        refused(FIRST.replace("version: 1", "version: 2\nends: 2026-07-01"))
                .hasMessageContaining("what was read after the first date was passed over");
        assertThat(admit(FIRST.replace("version: 1", "version: 2\nends: 2026-05-01"))
                        .news())
                .hasSize(1);
    }

    @Test
    void otherPartitionsAndAnotherApplicationAreRefused() {
        kept.addAll(admit(FIRST).news());

        assertThatThrownBy(() -> new PolicyGuard("tieout", 8, NOW, () -> cases).admit(kept, List.of()))
                .isInstanceOf(PolicyChangeRefused.class)
                .hasMessageContaining("matching.partitions is 8, and its cases are kept in 4")
                .hasMessageContaining("begin-anew.md");
        assertThatThrownBy(() -> new PolicyGuard("other", 4, NOW, () -> cases).admit(kept, List.of()))
                .isInstanceOf(PolicyChangeRefused.class)
                .hasMessageContaining("Set application.id=tieout");
    }

    private Admission admit(String... texts) {
        return new PolicyGuard("tieout", 4, NOW, () -> cases).admit(kept, PolicyRegisterTest.written(texts));
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(String... texts) {
        return assertThatThrownBy(() -> admit(texts)).isInstanceOf(PolicyChangeRefused.class);
    }
}
