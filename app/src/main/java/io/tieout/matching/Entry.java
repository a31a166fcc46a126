package io.tieout.matching;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The newest thing one source says about one finance object.
 *
 * @param deleted the source deleted the object: it leaves every case
 * @param amount null where the source has not stated one
 * @param businessAt when it happened in the world; null where the source has not stated it
 * @param statedAt when its source stated this version
 * @param dueAt the object's own due date, where it has one
 * @param lineage the raw record that stated it; null for entries that did not come from a topic
 */
public record Entry(
        EntryId id,
        Version version,
        Stage stage,
        boolean deleted,
        @Nullable String company,
        @Nullable Money amount,
        Map<String, Money> measures,
        @Nullable Instant businessAt,
        Instant statedAt,
        @Nullable Instant dueAt,
        List<Reference> references,
        Map<String, String> attributes,
        @Nullable String counterparty,
        @Nullable String text,
        @Nullable Lineage lineage) {

    /** Name of the measure that every entry has. */
    public static final String AMOUNT = "amount";

    public Entry {
        measures = Map.copyOf(measures);
        references = List.copyOf(references);
        attributes = Map.copyOf(attributes);
    }

    /** The amount, or a further measure by its name; null where the source has not stated it. */
    public @Nullable Money measure(String name) {
        return name.equals(AMOUNT) ? amount : measures.get(name);
    }

    /** True when both say the same of the object, whatever their version, stated time and lineage. */
    public boolean saysTheSameAs(Entry other) {
        return id.equals(other.id)
                && stage == other.stage
                && deleted == other.deleted
                && Objects.equals(company, other.company)
                && Objects.equals(amount, other.amount)
                && measures.equals(other.measures)
                && Objects.equals(businessAt, other.businessAt)
                && Objects.equals(dueAt, other.dueAt)
                && references.equals(other.references)
                && attributes.equals(other.attributes)
                && Objects.equals(counterparty, other.counterparty)
                && Objects.equals(text, other.text);
    }

    /** The first reference of the first kind that the entry bears. */
    public Optional<String> reference(List<String> kinds) {
        for (String kind : kinds) {
            for (Reference reference : references) {
                if (reference.kind().equals(kind) && !reference.value().isEmpty()) {
                    return Optional.of(reference.value());
                }
            }
        }
        return Optional.empty();
    }

    /** The same statement at another version. */
    public Entry at(Version newer) {
        return new Entry(
                id,
                newer,
                stage,
                deleted,
                company,
                amount,
                measures,
                businessAt,
                statedAt,
                dueAt,
                references,
                attributes,
                counterparty,
                text,
                lineage);
    }

    /** The same statement at other times. */
    public Entry dated(@Nullable Instant business, Instant stated, @Nullable Instant due) {
        return new Entry(
                id,
                version,
                stage,
                deleted,
                company,
                amount,
                measures,
                business,
                stated,
                due,
                references,
                attributes,
                counterparty,
                text,
                lineage);
    }

    /** What remains to be said of an object that its source deleted. */
    public Entry deletedAt(Version newer, Instant at, @Nullable Lineage from) {
        return new Entry(
                id,
                newer,
                stage,
                true,
                company,
                amount,
                measures,
                businessAt,
                at,
                dueAt,
                references,
                attributes,
                counterparty,
                text,
                from);
    }
}
