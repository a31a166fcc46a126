package io.tieout.metrics;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.metrics.Vital.Condition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * How the parts of this process are, together. As a whole it is as the worst of them.
 *
 * <p>Two questions are told apart, because their answers have different consequences. Is it <em>alive</em>: no, when a
 * part is dead, and then it is to be restarted. Is it <em>ready</em>: no, while a part starts, rebalances or reads
 * back its state, and then it is to be left alone.
 */
public final class Health {

    private final List<Supplier<Vital>> parts = new CopyOnWriteArrayList<>();

    /** Asks this part too, from now on. */
    public void watch(Supplier<Vital> part) {
        parts.add(part);
    }

    /** How each part is at this moment. */
    public List<Vital> vitals() {
        return parts.stream().map(Supplier::get).toList();
    }

    static boolean alive(Collection<Vital> vitals) {
        return worst(vitals) != Condition.DEAD;
    }

    /** A process of which no part is known yet has just been started. */
    static boolean ready(Collection<Vital> vitals) {
        return !vitals.isEmpty() && worst(vitals) == Condition.READY;
    }

    /** Worked example: {@code {"status":"busy","parts":[{"part":"application","status":"busy","state":"restoring"}]}}. */
    static ObjectNode json(Collection<Vital> vitals) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("status", vitals.isEmpty() ? word(Condition.BUSY) : word(worst(vitals)));
        var parts = json.putArray("parts");
        for (Vital vital : new ArrayList<>(vitals)) {
            var part = parts.addObject()
                    .put("part", vital.part())
                    .put("status", word(vital.condition()))
                    .put("state", vital.state());
            if (!vital.detail().isEmpty()) {
                part.put("detail", vital.detail());
            }
        }
        return json;
    }

    private static Condition worst(Collection<Vital> vitals) {
        return vitals.stream()
                .map(Vital::condition)
                .max(Comparator.naturalOrder())
                .orElse(Condition.READY);
    }

    private static String word(Condition condition) {
        return condition.name().toLowerCase(Locale.ROOT);
    }
}
