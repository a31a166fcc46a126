package io.tieout.scenario;

import io.tieout.matching.Case;
import io.tieout.matching.Outcome;
import io.tieout.matching.Reason;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * An outcome that a scenario expects. What its sentence does not say may be anything; but a match is expected on time and standing,
 * and an exception open, unless it says otherwise.
 *
 * @param facts what must hold, by word
 */
record Expected(String sentence, String kind, String subject, Map<String, String> facts) {

    private static final List<String> KINDS = List.of("match", "exception", "late", "case", "nothing");

    /** Reads what stands behind {@code expect}. */
    static Expected read(String sentence) {
        var words = new Words(sentence);
        String kind = words.peek();
        if (!KINDS.contains(kind)) {
            throw words.unknown("outcome", KINDS);
        }
        words.next("an outcome");
        var expected = switch (kind) {
            case "match" -> match(words);
            case "exception" -> exception(words);
            case "late" -> late(words);
            case "case" -> ofCase(words);
            default -> new Expected(words.sentence(), kind, "", Map.of());
        };
        words.end();
        return expected;
    }

    private static Expected match(Words words) {
        words.accept("of");
        words.accept("for");
        String subject = words.next("a correlation id");
        var facts = new LinkedHashMap<>(Map.of("timing", "ON_TIME", "status", "MATCHED"));
        while (words.has()) {
            if (words.accept("late")) {
                facts.put("timing", "LATE");
            } else if (words.accept("outside")) {
                words.accept("the");
                words.accept("window");
                facts.put("timing", "OUTSIDE_WINDOW");
            } else if (words.accept("revoked")) {
                facts.put("status", "REVOKED");
                facts.remove("timing");
            } else if (words.accept("on")) {
                words.accept("time");
            } else if (!common(words, facts)) {
                throw words.unknown(
                        "word about a match",
                        List.of("late", "outside", "on", "revoked", "with", "off", "version", "in"));
            }
        }
        return new Expected(words.sentence(), "match", subject, facts);
    }

    private static Expected exception(Words words) {
        List<String> reasons = Arrays.stream(Reason.values()).map(Reason::name).toList();
        if (!reasons.contains(words.peek())) {
            throw words.unknown("reason", reasons);
        }
        var facts = new LinkedHashMap<>(Map.of("status", "OPEN"));
        facts.put("reason", words.next("a reason"));
        if (!words.accept("for")) {
            throw words.unknown("word after a reason", List.of("for"));
        }
        String subject = words.next("what it is about");
        while (words.has()) {
            if (words.accept("resolved")) {
                facts.put("status", "RESOLVED");
            } else if (words.accept("by")) {
                facts.put("resolution", resolution(words));
            } else if (words.accept("side")) {
                facts.put("side", words.next("a side"));
            } else if (words.accept("field")) {
                facts.put("field", words.next("a field"));
            } else if (words.accept("due")) {
                facts.put("due", words.time(LocalDate.EPOCH).toString());
            } else if (!common(words, facts)) {
                throw words.unknown(
                        "word about an exception",
                        List.of("resolved", "by", "side", "field", "due", "with", "off", "version", "in"));
            }
        }
        return new Expected(words.sentence(), "exception", subject, facts);
    }

    private static String resolution(Words words) {
        var known = new java.util.ArrayList<>(Arrays.stream(Outcome.Resolution.values())
                .map(Outcome.Resolution::name)
                .toList());
        known.add("HEARD_AGAIN");
        if (!known.contains(words.peek())) {
            throw words.unknown("resolution", known);
        }
        return words.next("a resolution");
    }

    private static Expected late(Words words) {
        String subject = words.next("an object's id");
        var facts = new LinkedHashMap<String, String>();
        while (words.has()) {
            if (words.accept("for")) {
                facts.put("case", words.next("a correlation id"));
            } else if (words.accept("stated")) {
                facts.put("how", "LATE_STATED");
            } else if (words.accept("delivered")) {
                facts.put("how", "LATE_DELIVERED");
            } else if (words.accept("by")) {
                facts.put("by", Came.length(words.length()));
            } else if (words.accept("resolves")) {
                facts.put("resolves", words.next("a reason"));
            } else if (words.accept("completes")) {
                facts.put("completes", "true");
            } else if (!common(words, facts)) {
                throw words.unknown(
                        "word about a late arrival",
                        List.of("for", "stated", "delivered", "by", "resolves", "completes", "in"));
            }
        }
        return new Expected(words.sentence(), "late", subject, facts);
    }

    private static Expected ofCase(Words words) {
        String subject = words.next("a correlation id");
        List<String> statuses =
                Arrays.stream(Case.Status.values()).map(Case.Status::name).toList();
        if (!statuses.contains(words.peek())) {
            throw words.unknown("state of a case", statuses);
        }
        var facts = new LinkedHashMap<String, String>();
        facts.put("status", words.next("a state"));
        while (words.has()) {
            if (words.accept("until")) {
                facts.put("until", words.time(LocalDate.EPOCH).toString());
            } else if (words.accept("waits")) {
                words.accept("for");
                facts.put("waits for", words.next("an account"));
            } else if (!common(words, facts)) {
                throw words.unknown("word about a case", List.of("until", "waits", "in"));
            }
        }
        return new Expected(words.sentence(), "case", subject, facts);
    }

    private static boolean common(Words words, Map<String, String> facts) {
        if (words.accept("off")) {
            words.accept("by");
            var money = words.money();
            facts.put("off by", Came.money(money.minor(), money.currency()));
        } else if (words.accept("version")) {
            facts.put("version", Integer.toString(words.count()));
        } else if (words.accept("in")) {
            facts.put("policy", words.next("a policy"));
        } else if (words.accept("with")) {
            var objects = new TreeSet<String>();
            objects.add(words.next("an object's id"));
            while (words.accept("and")) {
                objects.add(words.next("an object's id"));
            }
            facts.put("with", String.join(" ", objects));
        } else {
            return false;
        }
        return true;
    }

    boolean ofTheSameSubject(Came came) {
        return came.kind().equals(kind)
                && came.subject().equals(subject)
                && (!kind.equals("exception") || Objects.equals(came.facts().get("reason"), facts.get("reason")));
    }

    boolean is(Came came) {
        return ofTheSameSubject(came)
                && facts.entrySet().stream()
                        .allMatch(fact ->
                                Objects.equals(fact.getValue(), came.facts().get(fact.getKey())));
    }
}
