package io.tieout.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.connect.RawTopics;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.matching.Entry;
import io.tieout.matching.EntryId;
import io.tieout.matching.Lineage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Reads what a provider pushes, and what is left of it when it comes doubled and in disorder. */
final class ProviderEvents {

    private ProviderEvents() {}

    /**
     * One event as it stands in the log.
     *
     * @param headers what the request said beside its body
     */
    record Event(String account, Map<String, String> headers, String body) {

        List<Statement> read(Intake intake) throws UnreadableException {
            return intake.read(
                    new RawRecord(
                            account,
                            RawTopics.KIND_EVENT,
                            headers,
                            body.getBytes(StandardCharsets.UTF_8),
                            new Lineage("provider", 0, 7)),
                    new HeldMemory());
        }

        Entry entry(Intake intake) throws UnreadableException {
            List<Statement> statements = read(intake);
            assertThat(statements).hasSize(1);
            return ((EntryStated) statements.get(0)).entry();
        }
    }

    /** What an object is in the end: the newest version, and never two that differ under one version. */
    static Map<EntryId, Entry> newest(Intake intake, List<Event> events) throws UnreadableException {
        var newest = new HashMap<EntryId, Entry>();
        for (Event event : events) {
            for (Statement statement : event.read(intake)) {
                if (statement instanceof EntryStated stated) {
                    newest.merge(stated.entry().id(), stated.entry(), (known, now) -> {
                        int order = now.version().compareTo(known.version());
                        assertThat(order != 0 || now.saysTheSameAs(known))
                                .as("%s is stated twice as version %s, and differs", now.id(), now.version())
                                .isTrue();
                        return order > 0 ? now : known;
                    });
                }
            }
        }
        return newest;
    }

    /** Whatever the order, and however often each comes, it ends in the same. */
    static void endInTheSameInAnyOrder(Intake intake, List<Event> events) throws UnreadableException {
        Map<EntryId, Entry> inOrder = newest(intake, events);
        assertThat(inOrder).isNotEmpty();
        var random = new Random(20260301);
        for (int round = 0; round < 300; round++) {
            var shuffled = new ArrayList<>(events);
            for (int again = random.nextInt(events.size() + 1); again > 0; again--) {
                shuffled.add(events.get(random.nextInt(events.size())));
            }
            Collections.shuffle(shuffled, random);
            assertThat(newest(intake, shuffled)).as("round %d", round).isEqualTo(inOrder);
        }
    }
}
