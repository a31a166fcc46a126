package io.tieout.connect.webhook;

import java.util.List;
import java.util.function.Function;

/**
 * What a sender delivered: its header lines and the bytes of its body as they came over the wire.
 *
 * @param headers all values of a header by its name in any case, one a line, in their order
 * @param body nobody may change these bytes: they are what was signed and what will be stored
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy per delivery would serve nobody.
public record Delivery(Function<String, List<String>> headers, byte[] body) {

    /** Names neither headers nor body: both may hold secrets. */
    @Override
    public String toString() {
        return "Delivery[" + body.length + " bytes]";
    }
}
