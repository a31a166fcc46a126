package io.tieout.connect.poll;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is an object with an array of objects in it.
 *
 * <p>Each element is cut out of the answer at the offsets where its braces stand, so that what is stored is what the
 * provider wrote, down to the blanks, and no number passes through a Java type.
 *
 * @param elements the bytes of each; empty where the answer has no such array
 * @param fields the answer's other fields that hold a single value
 */
public record JsonPage(Optional<List<byte[]>> elements, Map<String, JsonNode> fields) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads an answer, of which no text gets into the error: money facts do not belong into a log. */
    public static JsonPage parse(byte[] answer, String array) throws MalformedException {
        try (JsonParser parser = JSON.getFactory().createParser(answer)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedException("it is not a JSON object");
            }
            @Nullable List<byte[]> elements = null;
            var fields = new HashMap<String, JsonNode>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                var value = parser.nextToken();
                if (name.equals(array) && value == JsonToken.START_ARRAY) {
                    elements = elements(parser, answer, array);
                } else if (value.isScalarValue()) {
                    fields.put(name, parser.readValueAsTree());
                } else {
                    parser.skipChildren();
                }
            }
            return new JsonPage(Optional.ofNullable(elements), fields);
        } catch (IOException e) {
            throw new MalformedException("it is not well-formed JSON");
        }
    }

    /** A field of the answer; missing where there is none. */
    public JsonNode field(String name) {
        return fields.getOrDefault(name, MissingNode.getInstance());
    }

    /** An element of the array, read. */
    public static JsonNode tree(byte[] element) throws MalformedException {
        try {
            return JSON.readTree(element);
        } catch (IOException e) {
            throw new MalformedException("it is not well-formed JSON");
        }
    }

    /**
     * The codes in an error, wherever they stand in it: short words, and never a text, which may quote what was sent.
     *
     * @param names of the fields that hold them
     * @return empty where it is no JSON, such as a proxy's page
     */
    public static String codes(byte[] body, List<String> names, Pattern form) {
        var codes = new TreeSet<String>();
        try (var parser = JSON.getFactory().createParser(body)) {
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING
                        && names.contains(String.valueOf(parser.currentName()))
                        && form.matcher(parser.getText()).matches()) {
                    codes.add(parser.getText());
                }
            }
        } catch (IOException e) {
            // The status alone must do.
            return "";
        }
        return codes.isEmpty() ? "" : ", " + String.join(", ", codes);
    }

    private static List<byte[]> elements(JsonParser parser, byte[] answer, String array)
            throws IOException, MalformedException {
        var elements = new ArrayList<byte[]>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new MalformedException("its " + array + " holds something that is no object");
            }
            int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
            parser.skipChildren();
            int end = Math.toIntExact(parser.currentLocation().getByteOffset());
            elements.add(Arrays.copyOfRange(answer, start, end));
        }
        return elements;
    }

    /** The answer is not of this form, for a reason that quotes nothing of it. */
    public static final class MalformedException extends Exception {

        private final String why;

        MalformedException(String why) {
            super(why);
            this.why = why;
        }

        public String why() {
            return why;
        }
    }
}
