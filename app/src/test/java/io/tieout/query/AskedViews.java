package io.tieout.query;

import io.tieout.views.SchemasInMemory;
import io.tieout.views.Told;
import io.tieout.views.ViewsTopology;
import io.tieout.wire.Contract;
import io.tieout.wire.ContractSerdes;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;

/** The real topology of the views, filled by a test, and the real server in front of it; an hour after the morning. */
public final class AskedViews implements AutoCloseable {

    private final Function<Contract, Serde<SpecificRecord>> contracts = ContractSerdes.ours(new SchemasInMemory());
    final TopologyTestDriver driver;
    final QueryServer server;
    final DrivenInstance instance;

    private AskedViews(Path directory, Optional<Password> token) {
        var properties = new Properties();
        properties.putAll(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG,
                "tieout-views",
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
                "nowhere:1",
                StreamsConfig.STATE_DIR_CONFIG,
                directory.toString(),
                StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG,
                true));
        driver = new TopologyTestDriver(
                ViewsTopology.build(new StreamsConfig(properties), contracts, 1), properties, Told.MORNING);
        server = QueryServer.start(new QueryOptions("127.0.0.1", 0, token, null));
        instance = new DrivenInstance(driver, server.address());
        server.answerFrom(instance, () -> Told.MORNING.plusSeconds(3_600));
    }

    /** With nothing in them, kept in the directory while they are open. */
    public static AskedViews open(Path directory) {
        return new AskedViews(directory, Optional.empty());
    }

    /** The same for those who bear a token. */
    public static AskedViews open(Path directory, String token) {
        return new AskedViews(directory, Optional.of(new Password(token)));
    }

    /** Publishes an outcome, as matching would. */
    public void say(Contract contract, String key, SpecificRecord record) {
        driver.createInputTopic(
                        contract.topic(),
                        new StringSerializer(),
                        contracts.apply(contract).serializer())
                .pipeInput(key, record);
    }

    /** From now on they are behind what was committed. */
    public void fallBehind() {
        instance.stale = true;
    }

    /** From now on a part of them moves. */
    public void move() {
        instance.moving = true;
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        driver.close();
    }
}
