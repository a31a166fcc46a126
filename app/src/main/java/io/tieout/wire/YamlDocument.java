package io.tieout.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** A description of what we publish as a YAML file, for OpenAPI and AsyncAPI. */
public final class YamlDocument {

    private YamlDocument() {}

    /**
     * The file.
     *
     * @param comment its first line, without the mark of a comment
     */
    public static String of(String comment, Map<String, Object> document) {
        return "# " + comment + "\n"
                + new Dump(DumpSettings.builder()
                                .setDefaultFlowStyle(FlowStyle.BLOCK)
                                .setWidth(120)
                                .build())
                        .dumpToString(document);
    }

    /** A part of it, in the order given: names, and a value behind each. */
    public static Map<String, Object> map(Object... namesAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
