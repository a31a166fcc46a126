package io.tieout.connect.registry;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * Where the registry is and how long to wait for it.
 *
 * @param urls base URLs of one registry; the next is tried when one does not answer
 * @param credentials user and password for basic authentication
 * @param patience how long a call that needs the registry waits for it to come back
 * @param requestTimeout how long one request may take
 */
public record RegistryConfig(
        List<URI> urls, @Nullable Credentials credentials, Duration patience, Duration requestTimeout) {

    /** Base URLs, comma separated: {@code http://host:8081}, or of Apicurio {@code http://host/apis/ccompat/v7}. */
    public static final String URL = "schema.registry.url";

    /** How long a new schema waits for the registry, such as {@code 60s}. */
    public static final String WAIT = "schema.registry.wait";

    /** How long one request may take, such as {@code 10s}. */
    public static final String REQUEST_TIMEOUT = "schema.registry.request.timeout";

    /** {@code user:password} for basic authentication. */
    public static final String USER_INFO = "schema.registry.basic.auth.user.info";

    /** Confluent's older word for {@link #USER_INFO}. */
    private static final String CONFLUENT_USER_INFO = "basic.auth.user.info";

    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(60);
    private static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    /** A registry at these base URLs without authentication, with the default waits. */
    public static RegistryConfig at(String urls) {
        return of(Map.of(URL, urls));
    }

    /** Reads Kafka-style properties; those that are not about the registry are left alone. */
    public static RegistryConfig of(Map<String, ?> properties) {
        return new RegistryConfig(
                urls(properties.get(URL)),
                credentials(properties),
                duration(properties, WAIT, DEFAULT_WAIT),
                duration(properties, REQUEST_TIMEOUT, DEFAULT_REQUEST_TIMEOUT));
    }

    public RegistryConfig {
        urls = List.copyOf(urls);
    }

    /** The same registry with another patience. */
    public RegistryConfig withPatience(Duration patience) {
        return new RegistryConfig(urls, credentials, patience, requestTimeout);
    }

    private static List<URI> urls(@Nullable Object value) {
        var text = value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : value == null ? "" : value.toString();
        var urls = Pattern.compile(",")
                .splitAsStream(text)
                .map(String::strip)
                .filter(url -> !url.isEmpty())
                .map(RegistryConfig::url)
                .toList();
        if (urls.isEmpty()) {
            throw new ConfigException(URL + " is missing: set it to the base URL of the schema registry's Confluent "
                    + "API, such as http://127.0.0.1:8081 or, of Apicurio, http://127.0.0.1:8080/apis/ccompat/v7");
        }
        return urls;
    }

    private static URI url(String text) {
        // The text itself is kept out of the messages: it may hold a password.
        URI url;
        try {
            url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(URL + " holds something that is not a URL");
        }
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new ConfigException(URL + " holds a URL without http:// or https:// and a host");
        }
        if (url.getRawUserInfo() != null) {
            throw new ConfigException(
                    URL + " holds a user: URLs are logged, so set user:password in " + USER_INFO + " instead");
        }
        return url;
    }

    private static @Nullable Credentials credentials(Map<String, ?> properties) {
        Object value = properties.get(USER_INFO);
        if (value == null) {
            value = properties.get(CONFLUENT_USER_INFO);
        }
        if (value == null) {
            return null;
        }
        String text = value instanceof Password password ? password.value() : value.toString();
        if (text.isBlank()) {
            return null;
        }
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw new ConfigException(USER_INFO + " must be user:password");
        }
        return new Credentials(text.substring(0, colon), text.substring(colon + 1));
    }

    private static Duration duration(Map<String, ?> properties, String name, Duration otherwise) {
        Object value = properties.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Duration duration) {
            return duration;
        }
        var matcher = DURATION.matcher(value.toString().strip());
        if (!matcher.matches()) {
            throw new ConfigException(name, value, "must be a number with ms, s, m or h, such as 60s");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    /** User and password; the password stays out of every text. */
    public record Credentials(String user, String password) {

        String authorization() {
            return "Basic "
                    + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return user + ":[hidden]";
        }
    }
}
