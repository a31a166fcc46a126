package io.tieout.intake;

import io.tieout.intake.Statement.EntryStated;
import io.tieout.matching.Entry;
import io.tieout.matching.EntryId;
import io.tieout.matching.Money;
import io.tieout.matching.Problem;
import io.tieout.matching.Reference;
import io.tieout.matching.Stage;
import io.tieout.matching.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object as one event of a provider states it, on its way to be an entry. Its version is the provider's own time,
 * then the rank of the object's state, since clocks are coarse.
 */
final class ProviderObject {

    private static final int MAPPING = 1;

    private final String object;
    private final String id;
    private final Stage stage;
    private final Version version;
    private final List<Reference> references = new ArrayList<>(3);
    private final Map<String, String> attributes = new HashMap<>();
    private final Map<String, Money> measures = new HashMap<>();
    private @Nullable String counterparty;
    private @Nullable String text;

    /**
     * @param object kind of object, as its provider calls it
     * @param at when the object came to stand so, by the provider's clock
     * @param rank of this state in the life of the object, for states of one instant
     */
    ProviderObject(String object, String id, Stage stage, Instant at, int rank) {
        this.object = object;
        this.id = id;
        this.stage = stage;
        this.version = new Version(at.toEpochMilli(), rank, MAPPING);
    }

    ProviderObject reference(String kind, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            references.add(new Reference(kind, value));
        }
        return this;
    }

    ProviderObject attribute(String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            attributes.put(name, value);
        }
        return this;
    }

    ProviderObject measure(String name, @Nullable Money amount) {
        if (amount != null) {
            measures.put(name, amount);
        }
        return this;
    }

    ProviderObject counterparty(@Nullable String name) {
        counterparty = name;
        return this;
    }

    /** What it says for people. */
    ProviderObject text(@Nullable String said) {
        text = said;
        return this;
    }

    /**
     * @param amount null where a problem says why there is none
     * @param businessAt when it happened in the world
     * @param statedAt when the provider said so
     */
    EntryStated stated(
            RawRecord raw,
            String source,
            @Nullable Money amount,
            Instant businessAt,
            Instant statedAt,
            List<Problem> problems) {
        Entry entry = new Entry(
                new EntryId(source, raw.account(), object, id),
                version,
                stage,
                false,
                null,
                amount,
                measures,
                businessAt,
                statedAt,
                null,
                references,
                attributes,
                counterparty,
                text,
                raw.lineage());
        return new EntryStated(entry, problems);
    }
}
