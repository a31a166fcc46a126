package io.tieout.matching;

import io.tieout.matching.Outcome.EntryExceptionChanged;
import io.tieout.matching.Outcome.ExceptionChanged;
import io.tieout.matching.Outcome.LineChanged;
import io.tieout.matching.Outcome.MatchChanged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lineage: what every output that stands says that it rests on, and what one gets from that alone.
 *
 * <p>A match or an exception of a pair lists its entries, one of a group is spread over its lines; each bears the
 * topic, partition and offset of a record. An entry is what its log says of it up to there. Coverage is named by
 * {@code recon.coverage}, so all of it is taken.
 */
final class Named implements Consumer<Outcome> {

    private final Map<String, MatchChanged> matches = new LinkedHashMap<>();
    private final Map<String, ExceptionChanged> exceptions = new LinkedHashMap<>();
    private final Map<String, EntryExceptionChanged> ofEntries = new LinkedHashMap<>();
    private final Map<String, Map<EntryId, Member>> lines = new HashMap<>();

    /** The same history, every record of which has an offset of its own. */
    static History numbered(History history) {
        var logs = new LinkedHashMap<AccountId, List<Said>>();
        history.logs().forEach((account, log) -> {
            var numbered = new ArrayList<Said>();
            for (Said said : log) {
                numbered.add(
                        said instanceof Said.Stated stated
                                ? new Said.Stated(at(stated.entry(), numbered.size()))
                                : said);
            }
            logs.put(account, numbered);
        });
        return new History(history.policies(), history.expected(), history.retired(), logs);
    }

    private static Entry at(Entry entry, long offset) {
        return new Entry(
                entry.id(),
                entry.version(),
                entry.stage(),
                entry.deleted(),
                entry.company(),
                entry.amount(),
                entry.measures(),
                entry.businessAt(),
                entry.statedAt(),
                entry.dueAt(),
                entry.references(),
                entry.attributes(),
                entry.counterparty(),
                entry.text(),
                new Lineage(entry.id().accountId().toString(), 0, offset));
    }

    @Override
    public void accept(Outcome outcome) {
        if (outcome instanceof MatchChanged match) {
            keep(matches, match.of().id(), match, !match.revoked());
        } else if (outcome instanceof ExceptionChanged changed) {
            Finding finding = changed.finding();
            keep(
                    exceptions,
                    changed.of().id() + "|" + finding.side() + "|" + finding.reason(),
                    changed,
                    changed.resolution() == null);
        } else if (outcome instanceof EntryExceptionChanged changed) {
            Placed.Raised raised = changed.raised();
            keep(
                    ofEntries,
                    raised.policy() + "|" + changed.entry().id() + "|" + raised.side() + "|"
                            + raised.problem().reason(),
                    changed,
                    changed.resolution() == null);
        } else if (outcome instanceof LineChanged line) {
            keep(
                    lines.computeIfAbsent(line.of().id(), id -> new LinkedHashMap<>()),
                    line.member().id(),
                    line.member(),
                    !line.member().voided());
        }
    }

    private static <K, T> void keep(Map<K, T> standing, K id, T outcome, boolean stands) {
        if (stands) {
            standing.put(id, outcome);
        } else {
            standing.remove(id);
        }
    }

    int standing() {
        return matches.size() + exceptions.size() + ofEntries.size();
    }

    /** What an output that stands does not give again; null when all do. */
    @Nullable
    String objection(History history) {
        for (Map.Entry<String, MatchChanged> match : matches.entrySet()) {
            AnyCase of = match.getValue().of();
            Named again = from(history, members(of, match.getValue().agreement().entries()));
            MatchChanged second = again.matches.get(match.getKey());
            if (second == null || !content(match.getValue()).equals(content(second))) {
                return again.says(match.getKey(), content(match.getValue()), second == null ? null : content(second));
            }
        }
        for (Map.Entry<String, ExceptionChanged> exception : exceptions.entrySet()) {
            ExceptionChanged first = exception.getValue();
            if (first.finding().reason() == Reason.MATCH_BROKEN) {
                // It tells of what was on the way, and gives way when the deadline passes.
                continue;
            }
            Named again = from(history, members(first.of(), first.finding().entries()));
            ExceptionChanged second = again.exceptions.get(exception.getKey());
            boolean broken = again.exceptions.containsKey(first.of().id() + "||" + Reason.MATCH_BROKEN);
            if (!broken && (second == null || !content(first).equals(content(second)))) {
                return again.says(exception.getKey(), content(first), second == null ? null : content(second));
            }
        }
        for (Map.Entry<String, EntryExceptionChanged> exception : ofEntries.entrySet()) {
            Entry entry = exception.getValue().entry();
            Named again = from(history, Map.of(entry.id(), Objects.requireNonNull(entry.lineage())));
            if (!again.ofEntries.containsKey(exception.getKey())) {
                return again.says(exception.getKey(), entry.toString(), null);
            }
        }
        return null;
    }

    private String says(String id, Object first, @Nullable Object second) {
        return "Lineage: " + id + " is " + first + ", and from what it names comes "
                + (second == null ? matches.keySet() + " " + exceptions.keySet() : second);
    }

    /** Those that are listed, those of a group's lines, and those that a DUPLICATE_ENTRY of the same case lists. */
    private Map<EntryId, Lineage> members(AnyCase of, List<Member> listed) {
        var named = new LinkedHashMap<EntryId, Lineage>();
        listed.forEach(member -> named.put(member.id(), Objects.requireNonNull(member.lineage())));
        for (ExceptionChanged exception : exceptions.values()) {
            if (exception.of().id().equals(of.id())) {
                exception
                        .finding()
                        .entries()
                        .forEach(member -> named.putIfAbsent(member.id(), Objects.requireNonNull(member.lineage())));
            }
        }
        lines.getOrDefault(of.id(), Map.of())
                .forEach((id, member) -> named.put(id, Objects.requireNonNull(member.lineage())));
        return named;
    }

    private static List<Object> content(MatchChanged match) {
        Agreement agreement = match.agreement();
        return List.of(
                Sink.Held.of(agreement.entries()),
                agreement.amount(),
                agreement.variance(),
                agreement.timing(),
                agreement.totals(match.policy()));
    }

    private static List<Object> content(ExceptionChanged exception) {
        Finding finding = exception.finding();
        return List.of(
                Sink.Held.of(finding.entries()),
                finding.amount(),
                String.valueOf(finding.residual()),
                finding.present(),
                finding.missing(),
                String.valueOf(finding.dueAt()));
    }

    /** What comes of these entries, each up to its record, and of all coverage. */
    private static Named from(History history, Map<EntryId, Lineage> named) {
        var again = new Named();
        var flow = new Flow(history.policies(), history.start(), 1, again);
        history.logs()
                .forEach((account, log) -> log.forEach(said -> {
                    if (said instanceof Said.Covered || isNamed((Said.Stated) said, named)) {
                        flow.read(said);
                    }
                }));
        flow.settle();
        return again;
    }

    private static boolean isNamed(Said.Stated stated, Map<EntryId, Lineage> named) {
        Lineage newest = named.get(stated.entry().id());
        Lineage own = Objects.requireNonNull(stated.entry().lineage());
        return newest != null && own.offset() <= newest.offset();
    }
}
