package io.tieout.connect.webhook;

import java.util.Map;

/**
 * A record for a raw topic.
 *
 * @param account the key: one account is one ordered log
 * @param value what the source said, byte for byte
 * @param headers what the value is, see {@link io.tieout.connect.RawTopics}
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy per delivery would serve nobody.
public record RawRecord(String topic, String account, byte[] value, Map<String, String> headers) {

    /** Does not show the value. */
    @Override
    public String toString() {
        return "RawRecord[" + topic + ", " + account + ", " + value.length + " bytes]";
    }
}
