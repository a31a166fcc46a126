package io.tieout.cli;

import io.tieout.config.NearestName;
import io.tieout.config.Settings;
import io.tieout.connect.WholeTopic;
import io.tieout.connect.bi.BiTable;
import io.tieout.connect.registry.AvroDeserializer;
import io.tieout.connect.registry.RegistryClient;
import io.tieout.connect.registry.RegistryConfig;
import io.tieout.wire.Contract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes an outcome topic for a spreadsheet. */
@Command(
        name = "export",
        description = "Prints the committed records of an outcome topic, as it stands now, for a spreadsheet.",
        footer = {
            "",
            "A column for the key and one for each field; money is three: in the currency's own unit, in minor units,",
            "the currency. Instants are UTC, lists are JSON. A text that begins like a formula gets an apostrophe before",
            "it; numbers stay numbers. Records of one partition come in order; those of several are mixed.",
            "",
            "Example:",
            "  app/bin/tieout export recon.exception.v1 --csv --latest > exceptions.csv"
        })
final class ExportCommand implements Callable<Integer> {

    /** A broker that hands on nothing for so long, although there is more, is away. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** After so many rows it is asked whether somebody still takes them. */
    private static final int BLOCK = 100;

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final SettingsOptions options;

    @Parameters(paramLabel = "TOPIC", description = "Such as recon.exception.v1 or recon.match.v1.")
    @SuppressWarnings("NullAway.Init") // picocli requires it
    private String topic;

    @Option(names = "--csv", description = "As comma-separated values (RFC 4180, UTF-8).")
    private boolean csv;

    @Option(
            names = "--latest",
            description =
                    "Only the newest record of each outcome, without what was deleted; all of them are held in memory.")
    private boolean latest;

    private long written;

    ExportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.options = new SettingsOptions(surroundings);
    }

    @Override
    public Integer call() {
        if (!csv) {
            throw new UsageError("Say as what to export " + topic + ": --csv is the one format there is.");
        }
        Contract contract = contract(topic);
        Settings settings = RunningStack.addressesFor(options.settings());
        if (settings.schemaRegistryUrl().isEmpty()) {
            throw new UsageError("Records of " + topic + " are Avro: set schema.registry.url to the registry that holds"
                    + " their schemas.");
        }
        KafkaAddress kafka = KafkaAddress.of(settings);
        try (var registry = new RegistryClient(RegistryConfig.of(settings.registryProperties()));
                var values = AvroDeserializer.generic(registry);
                var consumer = kafka.consumer()) {
            if (!consumer.listTopics().containsKey(topic)) {
                throw new UsageError("There is no topic " + topic + " in this Kafka: has Tieout run on it?");
            }
            var rows = new OutcomeCsv(contract.schema(), surroundings.out());
            try {
                export(consumer, rows, values);
            } finally {
                rows.flush();
            }
        } catch (TimeoutException silence) {
            throw kafka.unreachable(silence);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ExitCode.OK;
    }

    private void export(Consumer<byte[], byte[]> consumer, OutcomeCsv rows, AvroDeserializer<GenericRecord> values) {
        var newest = new LinkedHashMap<Object, Map<Object, ConsumerRecord<byte[], byte[]>>>();
        WholeTopic.read(consumer, topic, SILENCE, record -> {
            if (!latest) {
                write(rows, values, record);
            } else if (record.key() == null) {
                // What has no key is replaced by nothing.
                newest.put(record, Map.of(record, record));
            } else {
                var key = ByteBuffer.wrap(record.key());
                if (record.value() == null) {
                    newest.remove(key);
                } else {
                    newest.computeIfAbsent(key, first -> new LinkedHashMap<>()).put(withinKey(record, values), record);
                }
            }
        });
        newest.values().forEach(ofKey -> ofKey.values().forEach(record -> write(rows, values, record)));
    }

    /** What tells outcomes of one key apart: an entry is the key of its late arrivals, and may be late in several cases. */
    private Object withinKey(ConsumerRecord<byte[], byte[]> record, AvroDeserializer<GenericRecord> values) {
        List<String> identity = BiTable.ofTopic(topic).map(BiTable::key).orElse(List.of());
        if (identity.size() <= 1) {
            return "";
        }
        GenericRecord value = Objects.requireNonNull(values.deserialize(topic, record.value()));
        return identity.stream().map(field -> String.valueOf(value.get(field))).toList();
    }

    private static Contract contract(String topic) {
        var topics = Arrays.stream(Contract.values()).collect(Collectors.toMap(Contract::topic, one -> one));
        Contract contract = topics.get(topic);
        if (contract == null) {
            throw new UsageError("Topic " + topic + " cannot be exported: only outcomes have columns, such as "
                    + NearestName.of(topic, topics.keySet()).orElse(Contract.EXCEPTION.topic())
                    + ". `tieout read " + topic + "` prints any topic as JSON.");
        }
        return contract;
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }

    private void write(OutcomeCsv rows, AvroDeserializer<GenericRecord> values, ConsumerRecord<byte[], byte[]> record) {
        try {
            rows.row(key(record), record.value() == null ? null : values.deserialize(topic, record.value()));
            if (++written % BLOCK == 0) {
                rows.flush();
                if (surroundings.out().checkError()) {
                    throw new OutputCut();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
