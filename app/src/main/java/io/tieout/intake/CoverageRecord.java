package io.tieout.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieout.matching.Interval;
import java.time.Instant;

/** Reads a maker's statement of coverage, as RawTopics describes it. */
final class CoverageRecord {

    private CoverageRecord() {}

    static Statement read(RawRecord raw) throws UnreadableException {
        JsonNode node = Json.parse(raw.value());
        String account = Json.requiredText(node, "account");
        if (!account.equals(raw.account())) {
            throw new UnreadableException(
                    "Coverage is stated for account " + account + " in the log of account " + raw.account() + ".");
        }
        JsonNode from = node.get("from");
        Instant start = from == null || from.isNull() ? null : Times.millis(node, "from");
        Instant end = Times.millis(node, "to");
        if (start != null && start.isAfter(end)) {
            throw new UnreadableException("Coverage from " + start + " to " + end + " ends before it begins.");
        }
        return new Statement.CoverageStated(new Interval(start, end));
    }
}
