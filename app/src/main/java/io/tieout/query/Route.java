package io.tieout.query;

import io.tieout.views.Lists;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What can be asked, each by GET. */
enum Route {
    CASE("/cases/{policy}/{correlation_id}", "One case with everything that hangs on it."),
    TRACE(
            "/trace/{reference}",
            "Everything that bears a reference, and what hangs on that: an invoice number, a payment transaction's"
                    + " reference, a provider's id, an end-to-end id, a bank's reference. In time order."),
    ENTRY("/entries/{entry_id}", "One entry in its newest version."),
    REFERENCE("/references/{reference}", "Which entries and cases bear a reference, or bore it once."),
    EXCEPTIONS("/exceptions", "Exceptions that are not resolved, newest first.", Lists.EXCEPTIONS),
    MATCHES("/matches", "Matches that stand, newest first.", Lists.MATCHES),
    LATE_ARRIVALS("/late-arrivals", "Late arrivals, newest first.", Lists.LATE_ARRIVALS),
    COVERAGE("/coverage", "Up to when each account has been heard, how far that is behind, and since when."),
    BALANCE(
            "/balance",
            "Control totals at the last coverage: what was sent is matched, excepted, open, void or before coverage."),
    REPORTS("/coverage/reports", "The coverage reports from which /coverage and /balance are made, as published."),
    POLICIES("/policies", "Every version of every policy that ran."),
    HEALTH("/health", "Whether this instance lives; 503 when its views have died."),
    READY("/ready", "Whether this instance answers for its part of the views; 503 while that moves or is read back.");

    /** Parameters that every list takes beside its fields. */
    static final List<String> OF_LISTS =
            List.of("older_than", "younger_than", "amount_min", "amount_max", "limit", "cursor");

    private final String path;
    private final String meaning;
    private final Optional<Lists> list;

    Route(String path, String meaning) {
        this.path = path;
        this.meaning = meaning;
        this.list = Optional.empty();
    }

    Route(String path, String meaning, Lists list) {
        this.path = path;
        this.meaning = meaning;
        this.list = Optional.of(list);
    }

    String path() {
        return path;
    }

    String meaning() {
        return meaning;
    }

    Optional<Lists> list() {
        return list;
    }

    /** The part of the path before what stands in braces, without a slash at its end. */
    String stem() {
        int brace = path.indexOf("/{");
        return brace < 0 ? path : path.substring(0, brace);
    }

    /** Names in braces. */
    List<String> variables() {
        var names = new ArrayList<String>();
        for (String part : path.split("/")) {
            if (part.startsWith("{")) {
                names.add(part.substring(1, part.length() - 1));
            }
        }
        return names;
    }

    /** Names that may stand behind the question mark. */
    List<String> parameters() {
        var names = new ArrayList<String>();
        list.ifPresent(of -> {
            names.addAll(of.fields());
            names.addAll(OF_LISTS);
        });
        return names;
    }
}
