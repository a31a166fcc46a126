package io.tieout.connect.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Datum to bytes in the wire format and back, with buffers that each thread keeps. */
final class AvroBytes {

    /** A buffer that one huge record made larger than this is let go. */
    private static final int KEPT_BYTES_MAX = 1 << 20;

    private static final ThreadLocal<AvroBytes> OF_THREAD = ThreadLocal.withInitial(AvroBytes::new);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    private @Nullable BinaryEncoder encoder;
    private @Nullable BinaryDecoder decoder;

    private AvroBytes() {}

    static <D> byte[] encode(String topic, int id, Schema schema, DatumWriter<D> writer, D datum) {
        AvroBytes mine = OF_THREAD.get();
        try {
            return mine.write(id, writer, datum);
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "A " + schema.getFullName() + " for topic " + topic + " does not fit its schema: " + e.getMessage(),
                    e);
        } finally {
            if (mine.out.size() > KEPT_BYTES_MAX) {
                OF_THREAD.remove();
            }
        }
    }

    static <D> D decode(String topic, int id, DatumReader<D> reader, byte[] bytes) {
        try {
            return OF_THREAD.get().read(reader, bytes);
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "A record of topic " + topic + " cannot be read with its schema " + id + " of the registry: "
                            + e.getMessage(),
                    e);
        }
    }

    private <D> byte[] write(int id, DatumWriter<D> writer, D datum) throws IOException {
        out.reset();
        out.write(WireFormat.MAGIC);
        out.write(id >>> 24);
        out.write(id >>> 16);
        out.write(id >>> 8);
        out.write(id);
        // Also forgets what a record that failed half way left behind.
        encoder = EncoderFactory.get().binaryEncoder(out, encoder);
        writer.write(datum, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    // The reader is asked for a new object (null): a reused one would change under whoever kept it.
    @SuppressWarnings("NullAway")
    private <D> D read(DatumReader<D> reader, byte[] bytes) throws IOException {
        int header = WireFormat.HEADER_BYTES;
        decoder = DecoderFactory.get().binaryDecoder(bytes, header, bytes.length - header, decoder);
        D datum = reader.read(null, decoder);
        if (!decoder.isEnd()) {
            throw new IOException("bytes are left over after the last field");
        }
        return datum;
    }
}
