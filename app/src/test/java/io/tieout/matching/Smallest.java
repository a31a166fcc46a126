package io.tieout.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes what goes wrong small: takes away whatever can go, and makes what stays plain, while it still goes wrong. */
public final class Smallest {

    private static final Money PLAIN = new Money(10_000, "EUR");

    private Smallest() {}

    /** The smallest list that still fails. */
    public static <T> List<T> of(List<T> failing, Predicate<List<T>> fails, Function<T, List<T>> plainer) {
        List<T> smallest = failing;
        boolean smaller = true;
        while (smaller) {
            List<T> before = smallest;
            for (int size = Math.max(1, smallest.size() / 2); size > 0; size /= 2) {
                smallest = without(smallest, size, fails);
            }
            smallest = plain(smallest, fails, plainer);
            smaller = !smallest.equals(before);
        }
        return smallest;
    }

    private static <T> List<T> without(List<T> failing, int size, Predicate<List<T>> fails) {
        List<T> smallest = failing;
        for (int end = smallest.size(); end > 0; end -= size) {
            var candidate = new ArrayList<>(smallest);
            candidate
                    .subList(Math.max(0, end - size), Math.min(end, candidate.size()))
                    .clear();
            if (fails.test(candidate)) {
                smallest = candidate;
            }
        }
        return smallest;
    }

    private static <T> List<T> plain(List<T> failing, Predicate<List<T>> fails, Function<T, List<T>> plainer) {
        List<T> plainest = failing;
        for (int i = 0; i < plainest.size(); i++) {
            for (T variant : plainer.apply(plainest.get(i))) {
                var candidate = new ArrayList<>(plainest);
                candidate.set(i, variant);
                if (!variant.equals(plainest.get(i)) && fails.test(candidate)) {
                    plainest = candidate;
                }
            }
        }
        return plainest;
    }

    /** What a log says, with one thing less each. */
    static List<Said> plainer(Said said) {
        if (said instanceof Said.Covered covered) {
            return List.of(new Said.Covered(
                    covered.account(), new Interval(null, covered.interval().to())));
        }
        Entry entry = ((Said.Stated) said).entry();
        var variants = new ArrayList<Said>();
        variants.add(new Said.Stated(copy(entry, PLAIN, entry.references(), false)));
        variants.add(new Said.Stated(copy(entry, entry.amount(), entry.references(), true)));
        if (entry.references().size() > 1) {
            variants.add(new Said.Stated(
                    copy(entry, entry.amount(), entry.references().subList(0, 1), false)));
        }
        return variants;
    }

    private static Entry copy(Entry entry, @Nullable Money amount, List<Reference> references, boolean onTheDay) {
        return new Entry(
                entry.id(),
                entry.version(),
                entry.stage(),
                entry.deleted(),
                entry.company(),
                amount,
                onTheDay ? Map.of() : entry.measures(),
                onTheDay ? entry.statedAt() : entry.businessAt(),
                entry.statedAt(),
                onTheDay ? null : entry.dueAt(),
                references,
                entry.attributes(),
                entry.counterparty(),
                entry.text(),
                entry.lineage());
    }
}
