package io.tieout.topology;

import io.tieout.wire.Unread;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Raw records of accounts of which one states more than is worked off at once: that one, and those that came behind it
 * and wait, so that an account is read in the order of its log.
 *
 * <p>Shape of the store: {@code <account>|<turn>}, the turn with 19 digits, so that keys of an account stand in their order.
 */
final class Backlog {

    private final KeyValueStore<String, Unread> store;
    private @Nullable SortedMap<String, Turns> waiting;

    Backlog(KeyValueStore<String, Unread> store) {
        this.store = store;
    }

    /** Turns from {@code next} to before {@code end} wait. */
    private record Turns(long next, long end) {}

    /** Accounts with records that wait. */
    Set<String> accounts() {
        return new TreeSet<>(waiting().keySet());
    }

    boolean holds(String account) {
        return waiting().containsKey(account);
    }

    /** Puts a record behind those of its account that wait. */
    void add(String account, Unread unread) {
        Turns turns = waiting().getOrDefault(account, new Turns(0, 0));
        store.put(key(account, turns.end), unread);
        waiting().put(account, new Turns(turns.next, turns.end + 1));
    }

    /** The record of the account whose turn it is. */
    Unread first(String account) {
        String key = key(account, turns(account).next);
        Unread unread = store.get(key);
        if (unread == null) {
            throw new MemoryDamagedException(key, new NoSuchElementException("it is not there"));
        }
        return unread;
    }

    /** A part of the first was taken: it keeps its turn. */
    void goneOn(String account) {
        Unread first = first(account);
        if (!first.begun()) {
            store.put(key(account, turns(account).next), first.goneOn());
        }
    }

    /** The first was read to its end. */
    void removeFirst(String account) {
        Turns turns = turns(account);
        store.delete(key(account, turns.next));
        if (turns.next + 1 == turns.end) {
            waiting().remove(account);
        } else {
            waiting().put(account, new Turns(turns.next + 1, turns.end));
        }
    }

    private Turns turns(String account) {
        Turns turns = waiting().get(account);
        if (turns == null) {
            throw new NoSuchElementException("Nothing of " + account + " waits");
        }
        return turns;
    }

    /** Found in the store once in the life of a task: most find nothing. */
    private SortedMap<String, Turns> waiting() {
        var known = waiting;
        if (known == null) {
            known = new TreeMap<>();
            try (var kept = store.all()) {
                while (kept.hasNext()) {
                    String key = kept.next().key;
                    int bar = key.lastIndexOf('|');
                    long turn = Long.parseLong(key.substring(bar + 1));
                    known.merge(
                            key.substring(0, bar),
                            new Turns(turn, turn + 1),
                            (before, last) -> new Turns(before.next, last.end));
                }
            }
            waiting = known;
        }
        return known;
    }

    private static String key(String account, long turn) {
        return account + "|" + String.format("%019d", turn);
    }
}
