package io.tieout.connect.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieout.connect.registry.RegistryHttp.Answer;
import io.tieout.connect.registry.RegistryHttp.Call;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/**
 * A client of any registry that serves Confluent's REST API. What was once registered or read is
 * remembered for ever, because an id never changes its meaning: with these the registry may be away. A call
 * that needs it waits for {@link RegistryConfig#patience()} and then throws {@link
 * RegistryUnavailableException}. Safe for use by many threads.
 */
public final class RegistryClient implements SchemaIds, AutoCloseable {

    /** How long "no such id" is doubted: a follower may not yet know what its leader just accepted. */
    private static final Duration FOLLOWER_LAG = Duration.ofSeconds(2);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    private final RegistryConfig config;
    private final RegistryHttp http;
    private final ConcurrentMap<SubjectSchema, Integer> ids = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, Schema> schemas = new ConcurrentHashMap<>();

    /** Ids that stayed unknown: they are asked for again, but not waited for. */
    private final Set<Integer> unknown = ConcurrentHashMap.newKeySet();

    public RegistryClient(RegistryConfig config) {
        this.config = config;
        this.http = new RegistryHttp(config);
    }

    private record SubjectSchema(String subject, Schema schema) {}

    /** The base URLs, for messages. */
    public List<URI> urls() {
        return config.urls();
    }

    /** The id under which the registry holds the schema for this subject; registers it where it is new. */
    @Override
    public int register(String subject, Schema schema) {
        var key = new SubjectSchema(subject, schema);
        Integer known = ids.get(key);
        if (known != null) {
            return known;
        }
        Schema published = PublishedSchema.of(schema);
        Answer answer = http.patiently(new Call(
                "register the schema of " + subject, "POST", subjectPath(subject) + "/versions", body(published)));
        if (!answer.ok()) {
            throw new SchemaRejectedException(
                    subject,
                    "The schema registry at " + answer.url() + " rejected the schema " + schema.getFullName()
                            + " of subject " + subject + ": " + answer.reason()
                            + ". Make the change compatible (new fields need a default, none may be renamed), or use a "
                            + "topic with the next major version.");
        }
        int id = number(answer, "id", "register the schema of " + subject);
        schemas.putIfAbsent(id, published);
        ids.put(key, id);
        return id;
    }

    /**
     * The schema with this id.
     *
     * @throws UnknownSchemaException when the registry has none
     * @throws SerializationException when it is no Avro schema that stands alone
     */
    @Override
    public Schema schemaById(int id) {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        Schema schema = askForSchema(id);
        Schema earlier = schemas.putIfAbsent(id, schema);
        return earlier == null ? schema : earlier;
    }

    private Schema askForSchema(int id) {
        var call = new Call("read the schema with id " + id, "GET", "/schemas/ids/" + id, null);
        Duration doubted = unknown.contains(id) ? FOLLOWER_LAG : Duration.ZERO;
        while (true) {
            Answer answer = http.patiently(call);
            if (answer.ok()) {
                unknown.remove(id);
                return schema(id, answer.body());
            }
            if (!answer.notFound()) {
                throw new RegistryUnavailableException(
                        "The schema registry at " + answer.url() + " did not " + call.purpose() + ": " + answer.reason()
                                + ".",
                        null);
            }
            if (doubted.compareTo(FOLLOWER_LAG) >= 0 || http.closedWithin(LOOK_AGAIN)) {
                unknown.add(id);
                throw new UnknownSchemaException(id, answer.url());
            }
            doubted = doubted.plus(LOOK_AGAIN);
        }
    }

    /** The newest version of a subject; empty when the registry does not know the subject. */
    public Optional<RegisteredSchema> latest(String subject) {
        var call = new Call(
                "read the newest schema of " + subject, "GET", subjectPath(subject) + "/versions/latest", null);
        Answer answer = http.patiently(call);
        if (answer.notFound()) {
            return Optional.empty();
        }
        accepted(subject, call, answer);
        int id = number(answer, "id", call.purpose());
        int version = number(answer, "version", call.purpose());
        Schema known = schemas.get(id);
        return Optional.of(
                new RegisteredSchema(subject, version, id, known == null ? schema(id, answer.body()) : known));
    }

    /** Sets the compatibility of this one subject. */
    public void setCompatibility(String subject, Compatibility compatibility) {
        var body = RegistryHttp.JSON.createObjectNode().put("compatibility", compatibility.name());
        var call = new Call(
                "set the compatibility of " + subject + " to " + compatibility, "PUT", configPath(subject), body);
        accepted(subject, call, http.patiently(call));
    }

    /** The compatibility that was set for this very subject; empty when the registry's default holds. */
    public Optional<Compatibility> compatibility(String subject) {
        var call = new Call("read the compatibility of " + subject, "GET", configPath(subject), null);
        Answer answer = http.patiently(call);
        if (answer.notFound()) {
            return Optional.empty();
        }
        accepted(subject, call, answer);
        String level = answer.body().path("compatibilityLevel").asText("");
        try {
            return Optional.of(Compatibility.valueOf(level));
        } catch (IllegalArgumentException e) {
            throw new SchemaRejectedException(
                    subject,
                    "The schema registry at " + answer.url() + " names a compatibility of subject " + subject
                            + " that Confluent's API does not have: '" + level + "'.");
        }
    }

    /** Why the registry would refuse the schema for this subject; empty when it would accept it. */
    public Optional<String> incompatibility(String subject, Schema schema) {
        var call = new Call(
                "check the schema of " + subject,
                "POST",
                "/compatibility" + subjectPath(subject) + "/versions?verbose=true",
                body(PublishedSchema.of(schema)));
        Answer answer = http.patiently(call);
        if (answer.notFound()) {
            return Optional.empty(); // a subject without versions has nothing to be incompatible with
        }
        accepted(subject, call, answer);
        if (answer.body().path("is_compatible").asBoolean(false)) {
            return Optional.empty();
        }
        // Confluent lists messages, Apicurio names one reason.
        JsonNode messages = answer.body().path("messages");
        return Optional.of(
                messages.isEmpty() ? answer.body().path("reason").asText("no reason named") : messages.toString());
    }

    /** Returns when the registry answers; does not wait for it. */
    public void ping() {
        http.once(new Call("see whether it is there", "GET", "/config", null));
    }

    /** Lets every call that waits for the registry give up; what is remembered stays readable. */
    @Override
    public void close() {
        http.close();
    }

    private static void accepted(String subject, Call call, Answer answer) {
        if (!answer.ok()) {
            throw new SchemaRejectedException(
                    subject,
                    "The schema registry at " + answer.url() + " refused to " + call.purpose() + ": " + answer.reason()
                            + ".");
        }
    }

    private static Schema schema(int id, JsonNode body) {
        String type = body.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new SerializationException("Schema " + id + " of the registry is " + type
                    + ", not Avro: the record was written by something else.");
        }
        if (!body.path("references").isEmpty()) {
            throw new SerializationException("Schema " + id
                    + " of the registry refers to other subjects, which is not supported: register it whole.");
        }
        try {
            return new Schema.Parser()
                    .setValidateDefaults(false)
                    .parse(body.path("schema").asText());
        } catch (AvroRuntimeException e) {
            throw new SerializationException("Schema " + id + " of the registry is not a valid Avro schema.", e);
        }
    }

    private static int number(Answer answer, String field, String purpose) {
        JsonNode value = answer.body().path(field);
        if (!value.isInt()) {
            throw new RegistryUnavailableException(
                    "The schema registry at " + answer.url() + " answered without '" + field + "' to " + purpose
                            + ": it does not speak Confluent's API as we know it.",
                    null);
        }
        return value.intValue();
    }

    private static JsonNode body(Schema schema) {
        return RegistryHttp.JSON.createObjectNode().put("schema", schema.toString());
    }

    private static String subjectPath(String subject) {
        return "/subjects/" + encoded(subject);
    }

    private static String configPath(String subject) {
        return "/config/" + encoded(subject);
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return "RegistryClient" + config.urls();
    }
}
