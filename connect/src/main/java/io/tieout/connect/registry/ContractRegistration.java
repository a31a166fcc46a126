package io.tieout.connect.registry;

import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * Registers the contracts before the first record is written: a change that old readers cannot follow
 * is refused at the start and not in the midst of the work, and from then on their ids are known without the
 * registry.
 */
public final class ContractRegistration {

    /** What we demand of every subject of ours: a new reader understands all that was ever written. */
    public static final Compatibility COMPATIBILITY = Compatibility.BACKWARD_TRANSITIVE;

    private final RegistryClient client;

    public ContractRegistration(RegistryClient client) {
        this.client = client;
    }

    /**
     * Registers each schema and sets the compatibility of exactly these subjects; once more changes
     * nothing.
     *
     * @return the ids by subject
     * @throws SchemaRejectedException naming the subject and the registry's reason
     */
    public Map<String, Integer> register(Map<String, Schema> schemasBySubject) {
        var ids = new TreeMap<String, Integer>();
        new TreeMap<>(schemasBySubject).forEach((subject, schema) -> ids.put(subject, register(subject, schema)));
        return ids;
    }

    private int register(String subject, Schema schema) {
        // A known subject is guarded before the new version is judged. A new one can only be guarded after
        // its first version: Apicurio accepts the setting of a subject that it does not know, and forgets it.
        boolean known = client.latest(subject).isPresent();
        if (known) {
            guard(subject);
        }
        int id = client.register(subject, schema);
        if (!known) {
            guard(subject);
        }
        return id;
    }

    private void guard(String subject) {
        if (client.compatibility(subject).filter(COMPATIBILITY::equals).isPresent()) {
            return;
        }
        client.setCompatibility(subject, COMPATIBILITY);
        if (client.compatibility(subject).filter(COMPATIBILITY::equals).isEmpty()) {
            throw new SchemaRejectedException(
                    subject,
                    "The schema registry at " + client.urls() + " accepted the compatibility " + COMPATIBILITY
                            + " of subject " + subject + " but did not keep it. Set it by hand and start again.");
        }
    }
}
