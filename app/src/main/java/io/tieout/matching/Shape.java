package io.tieout.matching;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the entries of a policy meet. In every shape an entry settles at most one case. */
public sealed interface Shape {

    /** Name of the measure of a side that counts: {@code amount}, or one of the further measures of its entries. */
    default String measure(Side side) {
        return Entry.AMOUNT;
    }

    /** What turns amounts into the one currency that counts; null where each counts in its own. */
    default @Nullable Rates rates() {
        return null;
    }

    /** What an entry of this side says of how complete its case is; null when it says nothing. */
    default @Nullable Promise promise(Side side, Entry entry) {
        return null;
    }

    /** One object a side under one correlation id; a disagreement is known as soon as both are there. */
    record Pair() implements Shape {}

    /**
     * Any number of objects a side under one correlation id; the sums of the sides must agree.
     *
     * @param measures by name of the side, where not the amount is summed: {@code net} of a payout's movements
     * @param completion how a source says that its members are all there; set when and only when that closes it
     */
    record Group(
            Closes closes,
            Map<String, String> measures,
            @Nullable Completion completion,
            @Nullable Rates rates) implements Shape {

        public Group {
            measures = Map.copyOf(measures);
            if ((closes == Closes.WHEN_COMPLETE) != (completion != null)) {
                throw new IllegalArgumentException(
                        "A group that closes when it is complete, and no other, says how one knows that it is");
            }
        }

        @Override
        public String measure(Side side) {
            return measures.getOrDefault(side.name(), Entry.AMOUNT);
        }

        @Override
        public @Nullable Promise promise(Side side, Entry entry) {
            return completion == null ? null : completion.promise(side, entry);
        }
    }

    /** When what a group adds up to is taken for final. All of them close at the deadline at the latest. */
    enum Closes {
        /** When every side has been heard past the deadline: until then members may come. */
        AT_DEADLINE,
        /** When the sums agree and the source has said that these are all. */
        WHEN_COMPLETE,
        /** At the deadline; but sums that agree before are a match, which a further member takes back. */
        WHEN_BALANCED
    }

    /**
     * No shared id: entries meet in a pool that fields name which both sides bear, and are paired by evidence.
     *
     * @param fields what names the pool: {@code company}, {@code currency}, or an attribute
     * @param evidence what each kind of evidence is worth
     * @param candidates how many entries of the other side may bear the same clue before it distinguishes nobody
     * @param members how many entries at most one amount is the sum of; 1 for no sums
     * @param tries how many sums are tried at most for one amount
     * @param offset equal and opposite entries of one side with the same reference settle each other
     */
    record Pool(List<String> fields, EvidenceTable evidence, int candidates, int members, int tries, boolean offset)
            implements Shape {
        public Pool {
            fields = List.copyOf(fields);
        }

        /** The pool that the entry belongs to; empty when it does not bear every field. */
        public Optional<String> key(Entry entry) {
            var key = new StringBuilder();
            for (String field : fields) {
                String value = value(field, entry);
                if (value == null) {
                    return Optional.empty();
                }
                key.append(key.isEmpty() ? "" : "/")
                        .append(value.replace("%", "%25").replace("/", "%2F"));
            }
            return Optional.of(key.toString());
        }

        /** The fields of the pool that the entry does not bear. */
        public List<String> missing(Entry entry) {
            return fields.stream().filter(field -> value(field, entry) == null).toList();
        }

        private static @Nullable String value(String field, Entry entry) {
            Money amount = entry.amount();
            String value = switch (field) {
                case "company" -> entry.company();
                case "currency" -> amount == null ? null : amount.currency();
                default -> entry.attributes().get(field);
            };
            return value == null || value.isEmpty() ? null : value;
        }
    }
}
