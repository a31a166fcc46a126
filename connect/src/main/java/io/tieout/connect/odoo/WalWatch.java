package io.tieout.connect.odoo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how much write-ahead log the slot holds back on the database's disk, and says when that is too much and when
 * it is not any more: in the log, and in the change topic, where it becomes an exception.
 *
 * <p>It is too much above the limit, until it is below four fifths of it: what goes to and fro is said once.
 */
final class WalWatch {

    private static final Logger LOG = LoggerFactory.getLogger(WalWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final OdooCaptureSettings settings;
    private volatile OptionalLong retained = OptionalLong.empty();
    private long lookedNanos;
    private boolean tooMuch;
    private long atMillis;

    /** What the change topic was told last; null while an earlier capture may have told it something else. */
    private @Nullable Boolean told;

    WalWatch(OdooCaptureSettings settings) {
        this.settings = settings;
    }

    /** As last seen; empty while that is not known, or there is no slot. */
    OptionalLong retained() {
        return retained;
    }

    /** Looks, unless it has just looked. */
    void lookNowAndThen(OdooCatalog catalog) throws SQLException {
        if (System.nanoTime() - lookedNanos >= EVERY.toNanos()) {
            look(catalog);
        }
    }

    void look(OdooCatalog catalog) throws SQLException {
        lookedNanos = System.nanoTime();
        OdooCatalog.@Nullable Slot slot = catalog.slot(settings.slotName());
        atMillis = catalog.clock().toEpochMilli();
        long bytes = slot == null ? 0 : slot.retainedBytes();
        retained = slot == null ? OptionalLong.empty() : OptionalLong.of(bytes);
        if (!tooMuch && bytes > settings.walLimit()) {
            tooMuch = true;
            LOG.warn(
                    "Replication slot {} of account {} holds back {} of write-ahead log on the database's disk, more than"
                            + " odoo.wal.limit ({}). A full disk stops Odoo: end a database transaction that has been"
                            + " open for long, or find out why the capture does not keep up.",
                    settings.slotName(),
                    settings.account(),
                    mebibytes(bytes),
                    mebibytes(settings.walLimit()));
        } else if (tooMuch && bytes < settings.walLimit() / 5 * 4) {
            tooMuch = false;
            LOG.info(
                    "Replication slot {} of account {} holds back {} of write-ahead log: within odoo.wal.limit again.",
                    settings.slotName(),
                    settings.account(),
                    mebibytes(bytes));
        }
    }

    /**
     * Tells the change topic what it does not know yet. That all is well can wait until the snapshot is through.
     *
     * @param streaming whether it is
     */
    void say(ChangeWriter writer, boolean streaming) {
        if ((told != null && told == tooMuch) || (!tooMuch && !streaming)) {
            return;
        }
        var notice = JsonNodeFactory.instance
                .objectNode()
                .put("account", settings.account())
                .put("finding", "slot-wal")
                .put("slot", settings.slotName())
                .put("open", tooMuch)
                .put("retained", retained.orElse(0))
                .put("limit", settings.walLimit())
                .put("at", atMillis);
        writer.write(List.of(writer.notice(notice.toString().getBytes(StandardCharsets.UTF_8))));
        told = tooMuch;
    }

    /** The database cannot be asked. */
    void forget() {
        retained = OptionalLong.empty();
    }

    static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%,d MiB", bytes >> 20);
    }
}
