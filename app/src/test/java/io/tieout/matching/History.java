package io.tieout.matching;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What happened in the world: policies, accounts, and every account's log. */
record History(
        List<Policy> policies, Set<AccountId> expected, Set<AccountId> retired, Map<AccountId, List<Said>> logs) {

    Coverage start() {
        return Coverage.of(expected, retired);
    }

    int size() {
        return logs.values().stream().mapToInt(List::size).sum();
    }

    @Override
    public String toString() {
        String text = logs.entrySet().stream()
                .map(log -> log.getKey() + ":\n    "
                        + log.getValue().stream().map(Said::toString).collect(Collectors.joining("\n    ")))
                .collect(Collectors.joining("\n  "));
        return "  policies " + policies.stream().map(Policy::name).toList() + " expected " + expected + " retired "
                + retired + "\n  " + text;
    }
}
