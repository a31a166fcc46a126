package io.tieout.connect.registry;

import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Confluent's wire format: a zero, the schema id as four bytes with the highest first, then Avro's
 * binary encoding. {@code 00 00 00 00 07 06 61 62 63} is the string "abc" written with schema 7.
 */
public final class WireFormat {

    /** The first byte of every record. */
    public static final byte MAGIC = 0;

    /** Bytes before the Avro encoding begins. */
    public static final int HEADER_BYTES = 5;

    private WireFormat() {}

    /** The id of the schema with which these bytes were written. */
    public static int schemaId(String topic, byte[] bytes) {
        if (bytes.length < HEADER_BYTES) {
            throw new SerializationException("A record of topic " + topic + " has " + bytes.length
                    + " bytes, fewer than the five of Confluent's wire format: it was not written as Avro.");
        }
        if (bytes[0] != MAGIC) {
            throw new SerializationException(String.format(
                    "A record of topic %s begins with byte 0x%02x instead of 0x00: it was not written as Avro in"
                            + " Confluent's wire format. Find out who else writes to this topic.",
                    topic, bytes[0]));
        }
        return ByteBuffer.wrap(bytes).getInt(1);
    }

    /** The subject of a topic's keys or values, by Confluent's TopicNameStrategy. */
    public static String subject(String topic, boolean isKey) {
        return topic + (isKey ? "-key" : "-value");
    }
}
