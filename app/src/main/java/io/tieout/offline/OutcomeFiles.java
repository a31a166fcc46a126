package io.tieout.offline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tieout.topology.OfflineFlow;
import io.tieout.topology.OfflineFlow.Said;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One file of JSON lines for each outcome topic, in the form in which {@code tieout read} prints records. The files appear
 * under their names when all of them are complete; a run that fails leaves those of an earlier run as they were.
 */
final class OutcomeFiles implements AutoCloseable {

    private static final String UNFINISHED = ".unfinished";
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(com.fasterxml.jackson.core.StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private final Path directory;
    private final Map<String, Topic> topics = new LinkedHashMap<>();

    /** A file being written. */
    private static final class Topic {
        private final OutputStream out;
        private final JsonGenerator json;
        private long lines;

        Topic(OutputStream out) throws IOException {
            this.out = out;
            this.json = JSON.createGenerator(out);
            json.setRootValueSeparator(null);
        }
    }

    OutcomeFiles(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
            for (String topic : OfflineFlow.topics()) {
                topics.put(
                        topic, new Topic(new BufferedOutputStream(Files.newOutputStream(unfinished(topic)), 1 << 16)));
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    static Path file(Path directory, String topic) {
        return directory.resolve(topic + ".jsonl");
    }

    private Path unfinished(String topic) {
        return directory.resolve(topic + ".jsonl" + UNFINISHED);
    }

    void write(Said said) {
        Topic topic = Objects.requireNonNull(topics.get(said.topic()), said.topic());
        try {
            JsonGenerator json = topic.json;
            json.writeStartObject();
            json.writeStringField("key", said.key());
            json.writeNumberField("partition", 0);
            json.writeNumberField("offset", said.offset());
            json.writeStringField("timestamp", said.timestamp().toString());
            json.writeObjectFieldStart("headers");
            for (var header : said.headers().entrySet()) {
                json.writeStringField(header.getKey(), header.getValue());
            }
            json.writeEndObject();
            json.writeFieldName("value");
            json.writeRawValue(new String(said.value(), StandardCharsets.UTF_8));
            json.writeEndObject();
            json.writeRaw('\n');
            topic.lines++;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Gives the files their names. */
    Map<String, Long> complete() {
        var lines = new LinkedHashMap<String, Long>();
        try {
            for (Topic topic : topics.values()) {
                topic.json.close();
                topic.out.close();
            }
            for (var topic : topics.entrySet()) {
                Files.move(
                        unfinished(topic.getKey()),
                        file(directory, topic.getKey()),
                        StandardCopyOption.REPLACE_EXISTING);
                lines.put(topic.getKey(), topic.getValue().lines);
            }
        } catch (IOException e) {
            throw failed(e);
        }
        return lines;
    }

    /** Takes away what was not completed. */
    @Override
    public void close() {
        try {
            for (var topic : topics.entrySet()) {
                topic.getValue().out.close();
                Files.deleteIfExists(unfinished(topic.getKey()));
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private UncheckedIOException failed(IOException e) {
        return new UncheckedIOException(
                "Cannot write to " + directory + ": " + e.getMessage() + ". Choose another directory with --out.", e);
    }
}
