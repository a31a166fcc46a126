package io.tieout.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.views.Instances;
import io.tieout.views.Progress;
import java.util.Map;
import java.util.TreeMap;

/** Who had a part in an answer, and how far each of them had come. */
final class AnsweredBy {

    private final Map<String, ObjectNode> instances = new TreeMap<>();

    /** This instance, as far as it had come before it was asked: what it reads is at least that. */
    void add(Instances instances) {
        String self = instances.self();
        this.instances.computeIfAbsent(self, unused -> said(self, false, instances.progress()));
    }

    /** This instance, from a copy. It may answer other keys as their owner: these stand apart. */
    void addCopy(Instances instances, Progress progress) {
        this.instances.put(asCopy(instances.self()), said(instances.self(), true, progress));
    }

    private static String asCopy(String host) {
        return host + " (copy)";
    }

    private static ObjectNode said(String self, boolean copy, Progress progress) {
        var said = JsonNodeFactory.instance.objectNode().put("host", self).put("copy", copy);
        if (progress.lag() < 0) {
            said.putNull("lag");
        } else {
            said.put("lag", progress.lag());
        }
        if (progress.waited() == null) {
            said.putNull("waited_ms");
        } else {
            said.put("waited_ms", progress.waited().toMillis());
        }
        said.put("stale", progress.stale());
        var position = said.putObject("position");
        new TreeMap<>(progress.position()).forEach((topic, offsets) -> {
            var list = position.putArray(topic);
            offsets.forEach(list::add);
        });
        return said;
    }

    /** What another instance said of itself. */
    void add(JsonNode answer) {
        for (JsonNode one : answer.path("answered_by")) {
            String host = one.path("host").asText();
            instances.put(one.path("copy").asBoolean() ? asCopy(host) : host, (ObjectNode) one);
        }
    }

    void writeTo(ObjectNode answer) {
        boolean stale = false;
        var list = answer.putArray("answered_by");
        for (ObjectNode one : instances.values()) {
            stale |= one.path("stale").asBoolean(true);
            list.add(one);
        }
        answer.put("stale", stale);
    }
}
