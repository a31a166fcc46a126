package io.tieout.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tieout.config.DurationText;
import io.tieout.views.Listing;
import io.tieout.views.Lists;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request, understood. A reference may be written with its slashes: {@code /trace/INV/2026/00001}.
 *
 * @param variables what stands for the names in braces, in their order
 */
record Question(Route route, List<String> variables, Map<String, String> parameters) {

    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 500;

    Question {
        variables = List.copyOf(variables);
        parameters = Map.copyOf(parameters);
    }

    /** Understands the raw path and query of a request. */
    static Question of(String rawPath, @Nullable String rawQuery) {
        @Nullable Route found = null;
        for (Route route : Route.values()) {
            boolean fits =
                    route.variables().isEmpty() ? rawPath.equals(route.path()) : rawPath.startsWith(route.stem() + "/");
            if (fits) {
                found = route;
            }
        }
        if (found == null) {
            throw Problem.unknown(
                    "There is no " + decoded(rawPath) + " here. topology-docs/openapi.yaml lists what there" + " is.");
        }
        return new Question(found, variables(found, rawPath), parameters(found, rawQuery));
    }

    private static List<String> variables(Route route, String rawPath) {
        var values = new ArrayList<String>();
        int count = route.variables().size();
        if (count > 0) {
            String rest = rawPath.substring(route.stem().length() + 1);
            values.addAll(
                    Arrays.stream(rest.split("/", count)).map(Question::decoded).toList());
            if (values.size() < count || values.stream().anyMatch(String::isBlank)) {
                throw Problem.wrong("The path is " + route.path() + ", and something of it is missing.");
            }
        }
        return values;
    }

    private static Map<String, String> parameters(Route route, @Nullable String rawQuery) {
        var given = new LinkedHashMap<String, String>();
        if (rawQuery == null || rawQuery.isEmpty()) {
            return given;
        }
        List<String> known = route.parameters();
        for (String pair : rawQuery.split("&")) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!known.contains(name)) {
                throw Problem.wrong("There is no parameter " + name + " of " + route.path() + ". "
                        + (known.isEmpty() ? "It takes none." : "It takes " + String.join(", ", known) + "."));
            }
            if (given.put(name, equals < 0 ? "" : queryDecoded(pair.substring(equals + 1))) != null) {
                throw Problem.wrong("The parameter " + name + " is given twice.");
            }
        }
        given.values().removeIf(String::isEmpty);
        return given;
    }

    /** In a path a plus is a plus. */
    private static String decoded(String raw) {
        return queryDecoded(raw.replace("+", "%2B"));
    }

    private static String queryDecoded(String raw) {
        try {
            return URLDecoder.decode(raw, UTF_8);
        } catch (IllegalArgumentException torn) {
            throw Problem.wrong("A % in the address begins no character. Write %25 for the sign itself.");
        }
    }

    /** The list that is asked for. */
    Listing listing(Lists list, Instant now) {
        var equal = new LinkedHashMap<String, String>();
        for (String field : list.fields()) {
            if (parameters.containsKey(field)) {
                equal.put(field, parameters.getOrDefault(field, ""));
            }
        }
        long limit = number("limit") == null ? PAGE : number("limit");
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw Problem.wrong("limit is " + limit + "; it goes from 1 to " + LARGEST_PAGE + ".");
        }
        return new Listing(
                list,
                equal,
                before("older_than", now),
                before("younger_than", now),
                number("amount_min"),
                number("amount_max"),
                cursor(),
                (int) limit);
    }

    private @Nullable Instant before(String name, Instant now) {
        String age = parameters.get(name);
        if (age == null) {
            return null;
        }
        return DurationText.parse(age)
                .map(now::minus)
                .orElseThrow(() -> Problem.wrong(name + " is '" + age + "', which is no age such as 90m, 12h or 7d."));
    }

    private @Nullable Long number(String name) {
        String text = parameters.get(name);
        if (text == null) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException wrong) {
            throw Problem.wrong(name + " is '" + text + "', which is no whole number"
                    + (name.startsWith("amount") ? " of minor units, such as 4500 for EUR 45.00." : "."));
        }
    }

    private @Nullable String cursor() {
        String cursor = parameters.get("cursor");
        if (cursor == null) {
            return null;
        }
        try {
            String order = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
            if (order.indexOf(':') != 19) {
                throw Problem.wrong("This cursor is none that a page gave as next.");
            }
            return order;
        } catch (IllegalArgumentException wrong) {
            throw Problem.wrong("This cursor is none that a page gave as next.");
        }
    }

    /** A place in a list, as a cursor. */
    static String cursor(String order) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(order.getBytes(UTF_8));
    }

    static String order(String cursor) {
        return new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
    }
}
