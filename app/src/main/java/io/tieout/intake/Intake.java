package io.tieout.intake;

import io.tieout.matching.AccountId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the raw records of one topic. */
public interface Intake {

    /**
     * The account whose log bears this record key.
     *
     * @throws UnreadableException when no account does
     */
    AccountId account(String key) throws UnreadableException;

    /** The record key of an account's log; empty when this intake does not read it. */
    Optional<String> key(AccountId account);

    /** How far coverage may fall behind the clock, where the settings do not ask for more. */
    default Duration staleAfter(Duration usual) {
        return usual;
    }

    /**
     * Whether its sources only push: nobody states up to when they have been heard, so that nothing of theirs is ever
     * reported missing, and silence is no fault. Where somebody states coverage all the same, it is watched.
     */
    default boolean pushedOnly() {
        return false;
    }

    /**
     * What the record states, in order.
     *
     * @param memory what was remembered of this account; changed by the call
     * @throws UnreadableException when the record cannot be read at all: it becomes a dead letter
     */
    List<Statement> read(RawRecord raw, Memory memory) throws UnreadableException;

    /**
     * Whether the record that was read last states more than could be held at once. Then {@link #goOn} is called
     * until nothing is left, before the next record is read.
     */
    default boolean hasMore(Memory memory) {
        return false;
    }

    /** The next part of what the record states that was read last. */
    default List<Statement> goOn(RawRecord raw, Memory memory) throws UnreadableException {
        return List.of();
    }
}
