package io.tieout.wire;

import io.tieout.connect.registry.RecordWriter;
import io.tieout.v1.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.NoSuchAlgorithmException;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;

/**
 * An entry in Avro's single-object encoding, byte for byte what Avro's own encoder writes (SingleObjectTest), by the
 * writer of the contracts.
 *
 * <p>Source: Avro specification 1.11, "Single-object encoding": two marker bytes, the schema's CRC-64-AVRO fingerprint in
 * little-endian order, the datum.
 */
final class SingleObject {

    private static final byte[] HEADER = header();
    private static final DatumWriter<SpecificRecord> WRITER = RecordWriter.of(new Entry());
    private static final int USUAL_BYTES = 1024;

    private SingleObject() {}

    static byte[] encode(Entry entry) {
        var out = new ByteArrayOutputStream(USUAL_BYTES);
        out.writeBytes(HEADER);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            WRITER.write(entry, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("An entry cannot be written", e);
        }
        return out.toByteArray();
    }

    private static byte[] header() {
        try {
            byte[] fingerprint = SchemaNormalization.parsingFingerprint("CRC-64-AVRO", Entry.getClassSchema());
            var header = new ByteArrayOutputStream();
            header.write(0xC3);
            header.write(0x01);
            header.writeBytes(fingerprint);
            return header.toByteArray();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Avro knows its own fingerprint", e);
        }
    }
}
