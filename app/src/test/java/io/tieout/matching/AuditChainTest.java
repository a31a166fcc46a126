package io.tieout.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A chain tells whether a record of it was altered, dropped or reordered. */
class AuditChainTest {

    private static final AuditChain BEGIN = AuditChain.begin("match-3");

    @Test
    void theSameLinksGiveTheSameHash() {
        assertThat(BEGIN.append(List.of("a")).append(List.of("b")))
                .isEqualTo(BEGIN.append(List.of("a")).append(List.of("b")));
    }

    @Test
    void aReorderedOrDroppedLinkGivesAnother() {
        String hash = BEGIN.append(List.of("a")).append(List.of("b")).hash();
        assertThat(BEGIN.append(List.of("b")).append(List.of("a")).hash()).isNotEqualTo(hash);
        assertThat(BEGIN.append(List.of("b")).hash()).isNotEqualTo(hash);
    }

    @Test
    void fieldsCannotRunIntoEachOther() {
        assertThat(BEGIN.append(List.of("ab", "c")).hash())
                .isNotEqualTo(BEGIN.append(List.of("a", "bc")).hash());
        assertThat(BEGIN.append(List.of("a1:b")).hash())
                .isNotEqualTo(BEGIN.append(List.of("a", "b")).hash());
    }

    @Test
    void chainsOfOtherTasksDiffer() {
        assertThat(AuditChain.begin("match-4").append(List.of("a")).hash())
                .isNotEqualTo(BEGIN.append(List.of("a")).hash());
    }
}
