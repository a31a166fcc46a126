package io.tieout.matching.pool;

import io.tieout.matching.Category;
import io.tieout.matching.Missing;
import io.tieout.matching.Policy;
import io.tieout.matching.Reason;
import io.tieout.matching.Severity;
import io.tieout.matching.Shape;
import io.tieout.matching.Side;
import io.tieout.matching.Stage;
import io.tieout.matching.Tolerance;
import io.tieout.policy.PolicyFiles;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Pool policies for tests. */
final class PoolPolicies {

    private PoolPolicies() {}

    /** The one that comes with the application. */
    static Policy bankLines() {
        return PolicyFiles.offered().get(0);
    }

    static Policy pool(Shape.Pool shape, Tolerance tolerance, Duration window) {
        Missing missing = new Missing(Reason.COUNTERPART_MISSING, Severity.MEDIUM, Category.DEPENDENCY);
        return new Policy(
                "bank-lines",
                1,
                null,
                null,
                "Every bank line is booked",
                "finance",
                List.of(
                        new Side("bank", "bank", null, "line", Stage.BOOKED, Map.of(), List.of(), false),
                        new Side("books", "odoo", null, "item", Stage.POSTED, Map.of(), List.of(), false)),
                shape,
                null,
                tolerance,
                window,
                Duration.ofDays(2),
                Map.of("bank", missing, "books", missing),
                Duration.ofDays(90));
    }
}
