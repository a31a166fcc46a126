package io.tieout.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.matching.Arrival.Placement;
import io.tieout.matching.Arrival.Withdrawal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkerTest {

    private static final String POLICY = "card";
    private static final Instant AT = Instant.parse("2026-03-02T10:00:00Z");

    private Linked linked = Linked.absent(POLICY, "ch_1");
    private final List<Arrival> onward = new ArrayList<>();

    @Test
    void anEntryGoesOnUnderItsAlias() {
        learn("pi_1", 1);
        place("odoo", 1, 100, false);

        assertThat(onward).singleElement().isInstanceOfSatisfying(Placement.class, placement -> {
            assertThat(placement.correlationId()).isEqualTo("pi_1");
            assertThat(placement.replaced()).isNull();
        });
    }

    @Test
    void anEntryWaitsForItsAlias() {
        place("odoo", 1, 100, false);
        assertThat(onward).isEmpty();

        learn("pi_1", 1);
        assertThat(onward).extracting(Arrival::correlationId).containsExactly("pi_1");
    }

    @Test
    void withoutAnAliasItGoesOnAsItIsOnceTheSourceHasSpoken() {
        place("odoo", 1, 100, false);
        release("odoo");
        place("other", 1, 100, true);

        assertThat(onward).extracting(Arrival::correlationId).containsExactly("ch_1", "ch_1");
    }

    @Test
    void anAliasThatComesAfterAllMovesTheEntry() {
        place("odoo", 1, 100, true);
        learn("pi_1", 1);

        assertThat(onward).hasSize(3);
        assertThat(onward.get(1)).isInstanceOfSatisfying(Withdrawal.class, left -> {
            assertThat(left.correlationId()).isEqualTo("ch_1");
            assertThat(left.moved()).isTrue();
        });
        assertThat(onward.get(2).correlationId()).isEqualTo("pi_1");
    }

    @Test
    void anEntryThatLeftIsNotMoved() {
        place("odoo", 1, 100, true);
        withdraw("odoo", 2);
        onward.clear();
        learn("pi_1", 1);

        assertThat(onward).isEmpty();
    }

    @Test
    void anOlderAliasChangesNothing() {
        learn("pi_2", 2);
        learn("pi_1", 1);
        place("odoo", 1, 100, false);

        assertThat(onward).extracting(Arrival::correlationId).containsExactly("pi_2");
    }

    /** Two logs, each in its own order: the books' entry in three versions, and the provider's aliases. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void endsTheSameInEveryOrder(long seed) {
        List<UnaryOperator<LinkerTest>> books = List.of(
                test -> test.place("odoo", 1, 100, false),
                test -> test.release("odoo"),
                test -> test.place("odoo", 2, 120, false),
                test -> test.withdraw("odoo", 3),
                test -> test.place("odoo", 4, 130, false),
                test -> test.release("odoo"));
        List<UnaryOperator<LinkerTest>> provider =
                List.of(test -> test.learn("pi_1", 1), test -> test.learn("pi_2", 2));
        var random = new Random(seed);
        int book = 0;
        int said = 0;
        while (book < books.size() || said < provider.size()) {
            boolean next = said == provider.size() || (book < books.size() && random.nextBoolean());
            (next ? books.get(book++) : provider.get(said++)).apply(this);
        }

        assertThat(whereItStands()).containsExactly(Map.entry("pi_2", 130L));
    }

    /** By case, the amount that stands in it after everything that was sent on. */
    private Map<String, Long> whereItStands() {
        var held = new HashMap<String, Member>();
        for (Arrival arrival : onward) {
            Member known = held.get(arrival.correlationId());
            if (arrival instanceof Placement placement && (known == null || known.givesWayTo(placement.member()))) {
                assertThat(placement.replaced()).isEqualTo(known == null ? null : known.amount());
                held.put(arrival.correlationId(), placement.member());
            } else if (arrival instanceof Withdrawal left && known != null && known.leavesBy(left)) {
                held.put(arrival.correlationId(), known.voidedAt(left.version(), left.statedAt(), null));
            }
        }
        var live = new HashMap<String, Long>();
        held.forEach((id, member) -> {
            if (!member.voided()) {
                live.put(id, member.amount().minor());
            }
        });
        return live;
    }

    private LinkerTest place(String id, int version, long minor, boolean silent) {
        Member member = new Member(
                new EntryId("odoo", "shop", "payment_transaction", id),
                "books",
                new Version(version, 0, 1),
                new Money(minor, "EUR"),
                AT,
                AT,
                AT,
                null,
                null,
                null,
                false);
        return follow(Linker.place(linked, member, null, AT, silent));
    }

    private LinkerTest withdraw(String id, int version) {
        EntryId entry = new EntryId("odoo", "shop", "payment_transaction", id);
        return follow(Linker.withdraw(
                linked, new Withdrawal(POLICY, "ch_1", entry, new Version(version, 0, 1), AT, null, false)));
    }

    private LinkerTest learn(String standsFor, int version) {
        return follow(Linker.learn(linked, new Alias(POLICY, "ch_1", standsFor, new Version(version, 0, 1))));
    }

    private LinkerTest release(String id) {
        return follow(Linker.release(linked, new EntryId("odoo", "shop", "payment_transaction", id)));
    }

    private LinkerTest follow(Linker.Linking linking) {
        linked = linking.after();
        onward.addAll(linking.onward());
        return this;
    }
}
