package io.tieout.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Serde of kept state and internal messages: Avro's single-object encoding, which names the writer's
 * schema by its fingerprint, so that a later release reads what an earlier one kept without a registry.
 *
 * @param <T> type of the core
 */
public final class StateSerde<T> implements Serde<T> {

    private final Serializer<T> serializer;
    private final Deserializer<T> deserializer;

    <S extends SpecificRecordBase> StateSerde(
            BinaryMessageEncoder<S> encoder,
            BinaryMessageDecoder<S> decoder,
            Function<T, S> toState,
            Function<S, T> toCore) {
        this.serializer = (topic, value) -> value == null ? null : encode(encoder, toState.apply(value));
        this.deserializer = (topic, bytes) -> bytes == null ? null : toCore.apply(decode(decoder, bytes));
    }

    @Override
    public Serializer<T> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<T> deserializer() {
        return deserializer;
    }

    static <S> byte[] encode(BinaryMessageEncoder<S> encoder, S state) {
        try {
            ByteBuffer buffer = encoder.encode(state);
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("State cannot be written", e);
        }
    }

    static <S> S decode(BinaryMessageDecoder<S> decoder, byte[] bytes) {
        try {
            return decoder.decode(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Kept state cannot be read: it was written by a release whose schema is" + " not known to this one",
                    e);
        }
    }
}
