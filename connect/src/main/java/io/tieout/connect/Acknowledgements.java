package io.tieout.connect;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Which of the records that the task gave to Connect are not yet known to be in the topic. Connect tells from
 * another thread.
 */
public final class Acknowledgements {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<SourceRecord> missing = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean dropped;
    private boolean closed;

    /** These were given to Connect. */
    public void expect(Collection<SourceRecord> records) {
        lock.lock();
        try {
            missing.addAll(records);
        } finally {
            lock.unlock();
        }
    }

    /** The record is in the topic. */
    public void acknowledged(SourceRecord record) {
        lock.lock();
        try {
            missing.remove(record);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The record never reached the topic, and Connect went on. */
    public void dropped() {
        lock.lock();
        try {
            dropped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether one of them will never be there. */
    public boolean anyDropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until none is missing, or one was dropped, or until the patience ends; true when none is missing. */
    public boolean await(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (!missing.isEmpty() && !dropped && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return missing.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody needs to wait any more. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
