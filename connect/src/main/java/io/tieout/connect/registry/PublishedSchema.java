package io.tieout.connect.registry;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.Schema;

/**
 * A schema as the world sees it. Generated classes carry the hint {@code avro.java.string}, which only
 * says into which Java class strings are read; it is no part of a contract.
 */
final class PublishedSchema {

    private static final String JAVA_STRING = "avro.java.string";

    private PublishedSchema() {}

    static Schema of(Schema schema) {
        String text = schema.toString();
        if (!text.contains(JAVA_STRING)) {
            return schema;
        }
        try {
            JsonNode tree = RegistryHttp.JSON.readTree(text);
            removeHints(tree);
            return new Schema.Parser().parse(tree.toString());
        } catch (JacksonException e) {
            throw new IllegalStateException("Avro wrote a schema that is not JSON: " + schema.getFullName(), e);
        }
    }

    private static void removeHints(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(JAVA_STRING);
        }
        node.forEach(PublishedSchema::removeHints);
    }
}
