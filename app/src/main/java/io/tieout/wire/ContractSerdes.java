package io.tieout.wire;

import io.tieout.connect.registry.AvroSerde;
import io.tieout.connect.registry.AvroSerdes;
import io.tieout.connect.registry.RegistryClient;
import io.tieout.connect.registry.SchemaIds;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;

/** The serde of each contract, for whoever treats the records of all contracts alike. */
public final class ContractSerdes {

    private ContractSerdes() {}

    /** Ours, with these ids. */
    public static Function<Contract, Serde<SpecificRecord>> ours(SchemaIds ids) {
        return contract -> alike(new AvroSerde<>(ids, contract.record()));
    }

    /**
     * Those that {@code value.serde.class} names; ours share this client.
     *
     * @param config the settings of the registry
     */
    public static Function<Contract, Serde<SpecificRecord>> named(
            String className, Map<String, ?> config, RegistryClient client) {
        return contract -> alike(AvroSerdes.of(className, config, contract.record(), client));
    }

    @SuppressWarnings("unchecked") // A serde of one record class is used for that contract alone.
    private static Serde<SpecificRecord> alike(Serde<? extends SpecificRecord> serde) {
        return (Serde<SpecificRecord>) serde;
    }
}
