package io.tieout.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.config.Settings;
import io.tieout.config.SettingsDefinition;
import io.tieout.connect.registry.GeneratedRecords;
import io.tieout.local.Endpoint;
import io.tieout.local.LocalOptions;
import io.tieout.local.LocalStack;
import io.tieout.local.Part;
import io.tieout.matching.Policy;
import io.tieout.policy.PolicyReader;
import io.tieout.policy.WrittenPolicy;
import io.tieout.topology.Topics;
import io.tieout.wire.Contract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the application ran with is known to the next start, from a real broker. */
final class PolicyRegisterTest {

    private static final String FIRST = """
            policy: captures
            version: 1
            title: Every charge is booked
            owner: finance
            sides:
              books: {source: odoo, object: booking, stage: POSTED, key: REF}
              provider: {source: stripe, object: charge, stage: POSTED, key: REF}
            shape: pair
            agree: books.amount = provider.amount
            window: 1d
            grace: 1h
            missing:
              books: {reason: CAPTURE_NOT_BOOKED}
              provider: {reason: BOOKED_NOT_CAPTURED}
            """;

    @Test
    void theNextStartIsComparedWithWhatRan(@TempDir Path directory) throws Exception {
        GeneratedRecords.trust();
        var options = LocalOptions.throwAway(directory)
                .without(Part.POSTGRES)
                .without(Part.REGISTRY)
                .without(Part.CONNECT);
        try (var stack = LocalStack.start(options)) {
            String broker = stack.endpoints().stream()
                    .filter(endpoint -> endpoint.part() == Part.BROKER)
                    .map(Endpoint::address)
                    .findFirst()
                    .orElseThrow();
            var settings = Settings.defaults().with(Map.of(SettingsDefinition.KAFKA_BOOTSTRAP_SERVERS, broker), "test");
            try (var admin = Admin.create(new HashMap<>(settings.adminProperties()))) {
                TopicSetup.create(admin, Topics.toCreate(List.of(), 1, 2, Optional.empty()));
            }

            assertThat(admit(settings, FIRST)).isEmpty();
            assertThat(admit(settings, FIRST)).isEmpty();
            String second = FIRST.replace("version: 1", "version: 2").replace("window: 1d", "window: 2d");
            assertThat(admit(settings, second)).containsExactly(PolicyReader.read("1", FIRST));
            assertThat(admit(settings, second)).containsExactly(PolicyReader.read("1", FIRST));
            assertThatThrownBy(() -> admit(settings, FIRST))
                    .isInstanceOf(PolicyChangeRefused.class)
                    .hasMessageContaining("version 2 decided already");
            severalStartAtOnce(settings, second);
            assertThat(admit(settings)).as("it holds nothing, so it may go").isEmpty();
        }
    }

    /** All with the same news: each is let pass, whoever of them writes. */
    private static void severalStartAtOnce(Settings settings, String text) throws Exception {
        var instances = Executors.newFixedThreadPool(4);
        try {
            for (int version = 3; version < 8; version++) {
                String next = text.replace("version: 2", "version: " + version).replace("2d", version + "d");
                var starts = instances.invokeAll(
                        Collections.<Callable<List<Policy>>>nCopies(4, () -> admit(settings, next)));
                for (var start : starts) {
                    assertThat(start.get()).hasSize(version - 1);
                }
            }
        } finally {
            instances.shutdownNow();
        }
    }

    private static List<Policy> admit(Settings settings, String... texts) {
        return new PolicyRegister(settings, PolicyRegisterTest::serde)
                .admit(written(texts), () -> Instant.parse("2026-03-02T10:00:00Z"));
    }

    static List<WrittenPolicy> written(String... texts) {
        return Arrays.stream(texts)
                .map(text -> {
                    Policy policy = PolicyReader.read("test", text);
                    return new WrittenPolicy(policy, policy.name() + ".yaml", text);
                })
                .toList();
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Serde<SpecificRecord> serde(Contract contract) {
        var data = SpecificData.getForClass((Class) contract.record());
        var encoder = new BinaryMessageEncoder<SpecificRecord>(data, contract.schema());
        var decoder = new BinaryMessageDecoder<SpecificRecord>(data, contract.schema());
        return Serdes.serdeFrom(
                (topic, value) -> {
                    try {
                        var buffer = encoder.encode(value);
                        byte[] bytes = new byte[buffer.remaining()];
                        buffer.get(bytes);
                        return bytes;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                (topic, bytes) -> {
                    try {
                        return decoder.decode(bytes);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }
}
