package io.tieout.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.matching.Evidence.Kind;
import io.tieout.matching.EvidenceTable;
import io.tieout.matching.Policy;
import io.tieout.matching.Shape;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The part of the grammar that only pools have. */
class PoolPolicyTest {

    private static final String POLICY = """
            policy: bank
            version: 1
            title: Every bank line is booked
            owner: finance-operations
            sides:
              bank: {source: bank, object: line, stage: BOOKED}
              books: {source: odoo, object: item, stage: POSTED}
            shape: pool
            pool: [company, currency]
            agree: bank.amount = books.amount
            window: 21d
            grace: 2d
            missing:
              bank: {reason: COUNTERPART_MISSING}
              books: {reason: COUNTERPART_MISSING}
            """;

    private static Shape.Pool pool(String more) {
        return (Shape.Pool) PolicyReader.read("bank.yaml", POLICY + more).shape();
    }

    @Test
    void saysWhatHoldsWhereAFileDoesNot() {
        assertThat(pool("")).satisfies(pool -> {
            assertThat(pool.fields()).containsExactly("company", "currency");
            assertThat(pool.evidence()).isEqualTo(EvidenceTable.STANDARD);
            assertThat(pool.candidates()).isEqualTo(50);
            assertThat(pool.members()).isEqualTo(5);
            assertThat(pool.offset()).isFalse();
        });
    }

    @Test
    void takesTheTableLineByLine() {
        Shape.Pool pool = pool("""
                evidence: {text: 20, names-another: -25, date: {12h: 12, 2d: 4}, accept: 44, strong: 101, margin: 7}
                candidates: 20
                sums: {members: 3}
                offset: true
                """);

        assertThat(pool.evidence().of(Kind.TEXT)).isEqualTo(20);
        assertThat(pool.evidence().of(Kind.NAMES_ANOTHER)).isEqualTo(-25);
        assertThat(pool.evidence().of(Kind.EXACT_AMOUNT)).isEqualTo(40);
        assertThat(pool.evidence().ofDates(Duration.ofHours(12))).isEqualTo(12);
        assertThat(pool.evidence().ofDates(Duration.ofHours(13))).isEqualTo(4);
        assertThat(pool.evidence().ofDates(Duration.ofDays(3))).isZero();
        assertThat(pool.evidence().accept()).isEqualTo(44);
        assertThat(pool.candidates()).isEqualTo(20);
        assertThat(pool.members()).isEqualTo(3);
        assertThat(pool.tries()).isEqualTo(20_000);
        assertThat(pool.offset()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "evidence: {exact-amont: 3} # evidence.exact-amont: is unknown; did you mean exact-amount?",
                "evidence: {text: -3} # evidence.text: speaks for a match: write 0 or more",
                "evidence: {names-another: 3} # evidence.names-another: speaks against: write 0 or less",
                "evidence: {date: {soon: 3}} # evidence.date.soon: \"soon\" is no duration; write for example 3d",
                "evidence: {strong: 80} # evidence.strong: strong is 80, but amount, name and date alone reach 80",
                "candidates: 9999 # candidates: is more than 500",
                "sums: {parts: 3} # sums.parts: is unknown",
                "offset: maybe # offset: \"maybe\" is neither true nor false",
            })
    void saysWhatIsWrong(String line, String problem) {
        assertThatThrownBy(() -> PolicyReader.read("bank.yaml", POLICY + line + "\n"))
                .isInstanceOf(PolicyException.class)
                .hasMessageStartingWith("bank.yaml:16: " + problem);
    }

    @Test
    void refusesAKeyOfASideBecauseEveryReferenceIsEvidence() {
        assertThatThrownBy(() -> PolicyReader.read("bank.yaml", POLICY.replace("BOOKED}", "BOOKED, key: DOCUMENT}")))
                .hasMessageContaining("sides.bank.key: entries of a pool share no reference to join on");
    }

    @Test
    void refusesAThirdSide() {
        String three = POLICY.replace("shape: pool", "  more: {source: crm, object: deal, stage: POSTED}\nshape: pool");

        assertThatThrownBy(() -> PolicyReader.read("bank.yaml", three)).hasMessageContaining("a pool has two sides");
    }

    @Test
    void keysOfAPoolAreUnknownToAPair() {
        assertThatThrownBy(() -> PolicyReader.read("bank.yaml", POLICY.replace("shape: pool", "shape: pair")))
                .hasMessageContaining("pool: is unknown");
    }

    @Test
    void theOfferedPolicyIsTheStandardTableWrittenOut() {
        Policy policy = PolicyFiles.offered().get(0);

        assertThat(((Shape.Pool) policy.shape()).evidence()).isEqualTo(EvidenceTable.STANDARD);
        assertThat(PolicyFiles.builtIn()).doesNotContain(policy);
    }
}
