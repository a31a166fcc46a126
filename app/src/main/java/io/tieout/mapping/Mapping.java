package io.tieout.mapping;

import io.tieout.matching.Stage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How documents of a system become entries.
 *
 * @param version of this mapping, from 1: the same state of an object, read by a newer version, replaces what an older one read
 * @param source of the entries
 * @param skips what is out of scope, and why
 * @param object kind of object, in the words of the source
 * @param deleted when the source says that the object is no more; null where it never does
 * @param references kind of each, and where its values stand
 */
public record Mapping(
        String name,
        int version,
        String title,
        String source,
        Layout layout,
        List<Skip> skips,
        Choice<String> object,
        Pick id,
        Revision revision,
        Choice<Stage> stage,
        @Nullable Where deleted,
        @Nullable Pick company,
        Amount amount,
        Map<String, Amount> measures,
        @Nullable When businessAt,
        @Nullable When statedAt,
        @Nullable When dueAt,
        Map<String, List<Pick>> references,
        Map<String, Pick> attributes,
        @Nullable Pick counterparty,
        @Nullable Pick text) {

    /** Rows that are nothing a policy could be about. */
    public record Skip(Where where, String because) {}

    /**
     * Which of two states of an object is the newer: by a time or by a number, then by an order among equals.
     *
     * @param at null where {@code number} stands
     * @param number null where {@code at} stands
     */
    public record Revision(
            @Nullable When at,
            @Nullable Pick number,
            @Nullable Pick order) {}

    /** As text: {@code quickbooks-payment version 1}. */
    @Override
    public String toString() {
        return name + " version " + version;
    }
}
