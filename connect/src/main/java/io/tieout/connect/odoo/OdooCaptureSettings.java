package io.tieout.connect.odoo;

import io.tieout.connect.RawTopics;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a capture is told: which database, as which account, into which Kafka.
 *
 * @param account name of the database as an account: key of every record
 * @param heartbeatInterval how often to update the heartbeat row; zero if somebody else does
 * @param offsetTopic compacted topic for positions in the change stream; may be shared by accounts
 * @param kafka client properties, {@code bootstrap.servers} among them
 * @param walLimit bytes of write-ahead log that the slot may hold back before that is said
 */
public record OdooCaptureSettings(
        String account,
        OdooDatabase database,
        String slotName,
        String publicationName,
        Duration heartbeatInterval,
        String offsetTopic,
        Map<String, String> kafka,
        long walLimit) {

    /** Where positions are kept unless told otherwise. */
    public static final String OFFSET_TOPIC = "odoo.offset";

    /** How much write-ahead log the slot may hold back unless told otherwise: 4 GiB. */
    public static final long WAL_LIMIT = 4L << 30;

    /** With the usual limit of write-ahead log. */
    public OdooCaptureSettings(
            String account,
            OdooDatabase database,
            String slotName,
            String publicationName,
            Duration heartbeatInterval,
            String offsetTopic,
            Map<String, String> kafka) {
        this(account, database, slotName, publicationName, heartbeatInterval, offsetTopic, kafka, WAL_LIMIT);
    }

    public OdooCaptureSettings {
        if (account.isBlank()) {
            throw new OdooCaptureException("odoo.account is empty: name the database as an account, e.g. odoo.");
        }
        if (!slotName.matches("[a-z0-9_]{1,63}")) {
            throw new OdooCaptureException("odoo.slot.name " + slotName + " is no name that PostgreSQL takes for a"
                    + " replication slot: lower-case letters, digits and underscore, at most 63.");
        }
        if (heartbeatInterval.isNegative()) {
            throw new OdooCaptureException("odoo.heartbeat.interval must not be negative (zero switches it off).");
        }
        if (!kafka.containsKey("bootstrap.servers")) {
            throw new OdooCaptureException("kafka.bootstrap.servers is not set: the capture has nowhere to write.");
        }
        kafka = Map.copyOf(kafka);
    }

    /** Topic of all records of this capture. */
    public String changeTopic() {
        return RawTopics.ODOO_CHANGE;
    }

    /** The same capture with another limit of write-ahead log. */
    public OdooCaptureSettings withWalLimit(long bytes) {
        return new OdooCaptureSettings(
                account, database, slotName, publicationName, heartbeatInterval, offsetTopic, kafka, bytes);
    }

    /** Debezium's name for the database: stands in {@code source.name} and before each table's name. */
    String prefix() {
        return account.replaceAll("[^A-Za-z0-9_.-]", "_");
    }

    @Override
    public String toString() {
        return "OdooCaptureSettings[account " + account + ", " + database + ", slot " + slotName + ", publication "
                + publicationName + ", heartbeat " + heartbeatInterval + ", Kafka properties "
                + new TreeMap<>(kafka).keySet() + "]";
    }
}
