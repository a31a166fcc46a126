package io.tieout.matching;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A history in one order: what is said, one after the other, by whomever. */
public record Tale(List<Policy> policies, Set<AccountId> expected, Set<AccountId> retired, List<Said> said) {

    public Tale {
        said = List.copyOf(said);
    }

    /** The history in an order that chance chose; each log stays in its own. */
    static Tale of(History history, Random random) {
        var said = new ArrayList<Said>();
        var position = new HashMap<AccountId, Integer>();
        List<AccountId> accounts = List.copyOf(history.logs().keySet());
        while (said.size() < history.size()) {
            AccountId account = accounts.get(random.nextInt(accounts.size()));
            List<Said> log = history.logs().getOrDefault(account, List.of());
            int at = position.merge(account, 1, Integer::sum) - 1;
            if (at < log.size()) {
                said.add(log.get(at));
            }
        }
        return new Tale(history.policies(), history.expected(), history.retired(), said);
    }

    Tale with(List<Said> fewer) {
        return new Tale(policies, expected, retired, fewer);
    }

    /** The same logs, whose order among each other is forgotten. */
    History history() {
        Map<AccountId, List<Said>> logs = new LinkedHashMap<>();
        said.forEach(one ->
                logs.computeIfAbsent(one.account(), key -> new ArrayList<>()).add(one));
        return new History(policies, expected, retired, logs);
    }
}
