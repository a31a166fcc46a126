package io.tieout.matching;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an entry says by which its counterpart may be recognised where no correlation id is shared.
 *
 * @param counterparty name of the other party, where the source states it apart from the text
 * @param text free text, such as the label of a bank line
 */
public record Clues(
        List<Reference> references,
        @Nullable String counterparty,
        @Nullable String text) {

    /** An entry that bears none. */
    public static final Clues NONE = new Clues(List.of(), null, null);

    public Clues {
        references = List.copyOf(references);
    }
}
