package io.tieout.views;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.wire.AvroJson;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** A published record on its way into a view, as the JSON in which it is answered. */
record Outcome(Kind kind, ObjectNode value) {

    static Outcome of(Kind kind, SpecificRecord published) {
        return new Outcome(kind, (ObjectNode) AvroJson.of(published.getSchema(), published));
    }

    String caseId() {
        return kind.caseId(value);
    }

    /** Kind and JSON, a line each. */
    static Serde<Outcome> serde() {
        return Serdes.serdeFrom(
                (topic, outcome) -> outcome == null ? null : (outcome.kind + "\n" + outcome.value).getBytes(UTF_8),
                (topic, bytes) -> {
                    if (bytes == null) {
                        return null;
                    }
                    String text = new String(bytes, UTF_8);
                    int end = text.indexOf('\n');
                    return new Outcome(Kind.valueOf(text.substring(0, end)), Rows.parse(text.substring(end + 1)));
                });
    }
}
