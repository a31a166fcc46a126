package io.tieout.matching;

import io.tieout.matching.Agreement.Timing;
import io.tieout.matching.Outcome.EntryExceptionChanged;
import io.tieout.matching.Outcome.ExceptionChanged;
import io.tieout.matching.Outcome.MatchChanged;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A downstream table: upserts outcomes by their id, and insists that versions have no gap and nothing is closed twice. */
final class Sink implements Consumer<Outcome> {

    /** Money of an entry within an outcome. */
    record Held(EntryId id, String side, Money amount) {
        static List<Held> of(List<Member> members) {
            return members.stream()
                    .map(member -> new Held(member.id(), member.side(), member.amount()))
                    .toList();
        }
    }

    /** A match that counts. */
    record ActiveMatch(List<Held> entries, long variance, Timing timing) {}

    /** Identity of an exception: nothing that can change. */
    record ExceptionId(String policy, String about, String side, Reason reason) {}

    /** An exception that is open. */
    record OpenException(@Nullable Long residual, @Nullable Money amount, List<Held> entries) {
        static final OpenException ABOUT_AN_ENTRY = new OpenException(null, null, List.of());
    }

    /** What stays in the end. */
    record Ending(Map<String, ActiveMatch> matches, Map<ExceptionId, OpenException> open) {}

    private final Map<String, ActiveMatch> matches = new HashMap<>();
    private final Map<ExceptionId, OpenException> open = new HashMap<>();
    private final Map<Object, Integer> versions = new HashMap<>();
    private long received;

    @Override
    public void accept(Outcome outcome) {
        received++;
        if (outcome instanceof MatchChanged match) {
            String id = match.of().id();
            advance(id, match.version());
            Agreement agreement = match.agreement();
            if (!match.revoked()) {
                matches.put(
                        id, new ActiveMatch(Held.of(agreement.entries()), agreement.variance(), agreement.timing()));
            } else if (matches.remove(id) == null) {
                throw new Flow.Broken("Closure: a match was revoked that did not stand: " + outcome);
            }
        } else if (outcome instanceof ExceptionChanged changed) {
            Finding finding = changed.finding();
            var id = new ExceptionId(
                    changed.policy().name(), changed.of().correlationId(), finding.side(), finding.reason());
            upsert(
                    id,
                    changed.version(),
                    changed.resolution() == null,
                    new OpenException(finding.residual(), finding.amount(), Held.of(finding.entries())));
        } else if (outcome instanceof EntryExceptionChanged changed) {
            Placed.Raised raised = changed.raised();
            var id = new ExceptionId(
                    raised.policy(),
                    changed.entry().id().toString(),
                    raised.side(),
                    raised.problem().reason());
            upsert(id, raised.version(), changed.resolution() == null, OpenException.ABOUT_AN_ENTRY);
        }
    }

    Ending ending() {
        return new Ending(Map.copyOf(matches), Map.copyOf(open));
    }

    long received() {
        return received;
    }

    private void upsert(ExceptionId id, int version, boolean isOpen, OpenException content) {
        advance(id, version);
        if (isOpen) {
            open.put(id, content);
        } else if (open.remove(id) == null) {
            throw new Flow.Broken("Closure: an exception was resolved that was not open: " + id);
        }
    }

    private void advance(Object id, int version) {
        int next = versions.merge(id, 1, Integer::sum);
        if (version != next) {
            throw new Flow.Broken("Closure: version " + version + " of " + id + " came where " + next + " was due");
        }
    }
}
