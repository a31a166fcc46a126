package io.tieout.cli;

import io.tieout.config.Settings;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the records of a topic. */
@Command(
        name = "read",
        description = "Prints the committed records of a topic as JSON lines: what is Avro decoded, JSON as it is.",
        footer = {
            "",
            "A line holds key, partition, offset, timestamp, headers and value. Bytes that are no text are",
            "{\"base64\": ...}. Records of one partition come in order; those of several are mixed.",
            "",
            "Example:",
            "  app/bin/tieout read recon.match.v1 --max 10"
        })
final class ReadCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final SettingsOptions options;

    @Parameters(paramLabel = "TOPIC", description = "Such as recon.match.v1, recon.exception.v1 or odoo.change.")
    @SuppressWarnings("NullAway.Init") // picocli requires it
    private String topic;

    @Option(
            names = "--max",
            paramLabel = "N",
            description = "Stops after so many records; without it, none is too many.")
    private long max = Long.MAX_VALUE;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = DurationOption.class,
            description = "Stops when no record came for so long, such as 10s or 5m. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofSeconds(10);

    @Option(
            names = "--from-beginning",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Begins with the oldest record, or with what comes from now on. Default: the oldest.")
    private boolean fromBeginning;

    ReadCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.options = new SettingsOptions(surroundings);
    }

    @Override
    public Integer call() {
        if (max < 1) {
            throw new UsageError("--max takes a number of at least 1.");
        }
        var settings = RunningStack.addressesFor(options.settings());
        var start = fromBeginning ? TopicReader.Start.BEGINNING : TopicReader.Start.END;
        try (var decoder = decoder(settings);
                var reader = TopicReader.open(KafkaAddress.of(settings), topic, start)) {
            reader.read(max, timeout, record -> print(decoder.line(record)));
        }
        return ExitCode.OK;
    }

    private static RecordDecoder decoder(Settings settings) {
        return settings.schemaRegistryUrl().isPresent()
                ? RecordDecoder.withRegistry(settings.registryProperties())
                : RecordDecoder.withoutRegistry();
    }

    /** False when nobody reads any more, as behind {@code head}. */
    private boolean print(String line) {
        surroundings.out().println(line);
        return !surroundings.out().checkError();
    }
}
