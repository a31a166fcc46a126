package io.tieout.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.connect.registry.GeneratedRecords;
import io.tieout.v1.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;

final class SingleObjectTest {

    @Test
    void writesAnEntryByteForByteAsAvrosOwnEncoderDoes() throws IOException {
        GeneratedRecords.trust();
        Schema schema = Entry.getClassSchema();
        for (Object random : new RandomData(schema, 200, 11)) {
            Entry entry = new SpecificDatumReader<Entry>(schema, schema, SpecificData.getForClass(Entry.class))
                    .read(null, DecoderFactory.get().binaryDecoder(bytes(schema, random), null));
            byte[] ours = SingleObject.encode(entry);

            var theirs = new byte[ours.length];
            var encoded = Entry.getEncoder().encode(entry);
            assertThat(encoded.remaining()).isEqualTo(ours.length);
            encoded.get(theirs);
            assertThat(ours).isEqualTo(theirs);
            assertThat(Entry.getDecoder().decode(ours)).isEqualTo(entry);
        }
    }

    private static byte[] bytes(Schema schema, Object random) throws IOException {
        var out = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<>(schema).write(random, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
