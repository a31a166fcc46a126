package io.tieout.matching;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A case of whatever shape, as outcomes speak of it. */
public interface AnyCase {

    String policy();

    String correlationId();

    /** Version of its match that was published last; 0 for none yet. */
    int matchVersion();

    /** Every exception that was ever raised about it. */
    List<Case.Raised> raised();

    /** How often its state was published. */
    int version();

    /** Totals of what is in it, side by side in the policy's order. */
    List<SideTotal> totals(Policy of);

    /** Whose money it is, where an entry says so. */
    @Nullable
    String company();

    /** The newest input that it rests on. */
    @Nullable
    Lineage lineage();

    /** {@code policy|correlation id}: the key of the case, and the id of its match. */
    default String id() {
        return policy() + "|" + correlationId();
    }
}
