package io.tieout.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * New reads old, so that an upgraded consumer understands what lies in the topic; old reads new, so
 * that a consumer who upgrades later does too. Against every version ever released, not only the last.
 */
final class SchemaHistoryTest {

    /** {@code -Dhistory.record=v0.2.0} adds the schemas of a release to history; it never rewrites one. */
    @BeforeAll
    static void record() throws IOException {
        String version = System.getProperty("history.record");
        if (version == null) {
            return;
        }
        Path directory = Files.createDirectories(Contracts.HISTORY.resolve(version));
        for (Map.Entry<String, Schema> topic : Contracts.ofTopics().entrySet()) {
            Path file = directory.resolve(topic.getKey() + ".avsc");
            if (!Files.exists(file)) {
                Files.writeString(file, Contracts.published(topic.getValue()));
            }
        }
    }

    static Stream<Arguments> released() {
        return Contracts.versions().stream()
                .flatMap(version -> Contracts.files(version).stream()
                        .map(file -> Arguments.of(
                                file.getFileName().toString().replace(".avsc", ""),
                                version.getFileName().toString(),
                                Contracts.parsed(file))));
    }

    @Test
    void everyTopicHasAHistory() {
        assertThat(Contracts.ofTopics().keySet())
                .as("a topic without history: run mvn -pl schemas test -Dhistory.record=v<version>")
                .allSatisfy(topic -> assertThat(Contracts.versions())
                        .anySatisfy(version ->
                                assertThat(version.resolve(topic + ".avsc")).exists()));
    }

    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("released")
    void isStillAContract(String name, String version, Schema old) {
        assertThat(Contracts.ofTopics()).containsKey(name);
        assertThat(Contracts.HISTORY.resolve(version).resolve(name + ".avsc"))
                .as("history holds whole schemas without hints for Java")
                .hasContent(Contracts.published(old));
    }

    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("released")
    void newReadsOld(String name, String version, Schema old) throws IOException {
        Schema current = current(name);

        assertThat(incompatibilities(current, old)).isEmpty();
        for (GenericRecord written : new GenericRecord[] {Samples.full(old), Samples.sparse(old)}) {
            byte[] bytes = bytes(written);
            assertAgree(written, read(new GenericDatumReader<>(old, current), bytes));
            Object specific = read(
                    new SpecificDatumReader<>(old, current, SpecificData.getForClass(Contracts.generated(name))),
                    bytes);
            assertThat(specific).isInstanceOf(Contracts.generated(name));
        }
    }

    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("released")
    void oldReadsNew(String name, String version, Schema old) throws IOException {
        Schema current = current(name);

        assertThat(incompatibilities(old, current)).isEmpty();
        for (GenericRecord written : new GenericRecord[] {Samples.full(current), Samples.sparse(current)}) {
            assertAgree(written, read(new GenericDatumReader<>(current, old), bytes(written)));
        }
    }

    @Test
    void noticesAMandatoryFieldThatWasAddedOrRemoved() {
        Schema without = SchemaBuilder.record("R").fields().requiredLong("a").endRecord();
        Schema with = SchemaBuilder.record("R")
                .fields()
                .requiredLong("a")
                .requiredLong("b")
                .endRecord();

        assertThat(incompatibilities(with, without)).contains("b");
        assertThat(incompatibilities(without, with)).isEmpty();
    }

    private static Schema current(String name) {
        return Contracts.all().get(name);
    }

    private static String incompatibilities(Schema reader, Schema writer) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        return result.getType() == SchemaCompatibilityType.COMPATIBLE
                ? ""
                : result.getResult().getIncompatibilities().toString();
    }

    private static byte[] bytes(GenericRecord record) throws IOException {
        var out = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static <D> D read(DatumReader<D> reader, byte[] bytes) throws IOException {
        return reader.read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    }

    /** What both versions have a field for is the same in both. */
    private static void assertAgree(Object written, Object read) {
        if (written instanceof GenericRecord one && read instanceof GenericRecord other) {
            one.getSchema().getFields().stream()
                    .map(Schema.Field::name)
                    .filter(other::hasField)
                    .forEach(field -> assertAgree(one.get(field), other.get(field)));
        } else if (written instanceof Collection<?> ones && read instanceof Collection<?> others) {
            assertThat(others).hasSameSizeAs(ones);
            Iterator<?> each = others.iterator();
            ones.forEach(one -> assertAgree(one, each.next()));
        } else if (written instanceof Map<?, ?> ones && read instanceof Map<?, ?> others) {
            assertAgree(ones.values(), others.values());
        } else {
            assertThat(String.valueOf(read)).isEqualTo(String.valueOf(written));
        }
    }
}
