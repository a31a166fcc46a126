package io.tieout.matching;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a tale as a scenario: with the files of its policies beside it, {@code tieout scenario} runs it. */
public final class TaleText {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

    private final Tale tale;
    private final Map<EntryId, Entry> told = new HashMap<>();
    private final List<String> lines = new ArrayList<>();

    private TaleText(Tale tale) {
        this.tale = tale;
    }

    /** Sentences that are expected to stand: of matches and exceptions as an oracle, or the engine, says. */
    static List<String> stands(Sink.Ending ending) {
        var stands = new ArrayList<String>();
        new TreeMap<>(ending.matches()).forEach((id, match) -> {
            String[] parts = id.split("\\|", 2);
            stands.add("match " + parts[1]
                    + switch (match.timing()) {
                        case ON_TIME -> "";
                        case LATE -> " late";
                        case OUTSIDE_WINDOW -> " outside the window";
                    }
                    + (match.variance() == 0
                            ? ""
                            : " off by "
                                    + money(new Money(
                                            match.variance(),
                                            match.entries().get(0).amount().currency())))
                    + " in " + parts[0]);
        });
        ending.open().keySet().stream()
                .map(id -> "exception " + id.reason() + " for " + object(id.about())
                        + (id.side().isEmpty() ? "" : " side " + id.side()) + " in " + id.policy())
                .sorted()
                .forEach(stands::add);
        return stands.isEmpty() ? List.of("nothing") : stands;
    }

    /** The scenario's text. */
    public static String of(Tale tale, String title, Collection<String> stands) {
        var text = new TaleText(tale);
        text.head(title);
        tale.said().forEach(text::tell);
        stands.forEach(sentence -> text.lines.add("stands " + sentence));
        return String.join("\n", text.lines) + "\n";
    }

    /** Saves it in a directory, with its policies; answers the scenario's file. */
    public static Path save(Tale tale, String title, Collection<String> stands, Path directory) {
        try {
            Files.createDirectories(directory);
            for (Policy policy : tale.policies()) {
                Files.writeString(directory.resolve(policy.name() + ".yaml"), PolicyYaml.of(policy));
            }
            return Files.writeString(directory.resolve("scenario.txt"), of(tale, title, stands));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void head(String title) {
        lines.add("scenario: " + title);
        lines.add("policy: "
                + tale.policies().stream()
                        .map(policy -> policy.name() + ".yaml")
                        .collect(Collectors.joining(", ")));
        lines.add("accounts: " + names(tale.expected()));
        lines.add("retired: " + names(tale.retired()));
        lines.add("");
    }

    private static String names(Collection<AccountId> accounts) {
        return accounts.stream().map(AccountId::toString).sorted().collect(Collectors.joining(", "));
    }

    private void tell(Said said) {
        Optional<Side> side = tale.policies().stream()
                .flatMap(policy -> policy.sides().stream())
                .filter(one -> one.source().equals(said.account().source()))
                .findFirst();
        if (side.isEmpty()) {
            return;
        }
        String who = side.get().name() + "@" + said.account().account();
        if (said instanceof Said.Covered covered) {
            Instant from = covered.interval().from();
            lines.add(
                    time(covered.interval().to()) + " " + who + " heard" + (from == null ? "" : " from " + time(from)));
        } else {
            lines.add(sentence(who, side.get(), ((Said.Stated) said).entry()));
        }
    }

    private String sentence(String who, Side side, Entry entry) {
        Entry before = told.put(entry.id(), entry);
        var text = new StringBuilder(
                time(entry.statedAt()) + " " + who + " " + entry.id().id() + ":");
        Money amount = entry.amount();
        text.append(amount == null ? " without amount" : " " + money(amount));
        if (entry.references().isEmpty()) {
            text.append(" without reference");
        }
        entry.references()
                .forEach(one ->
                        text.append(" for ").append(one.kind()).append(' ').append(one.value()));
        Instant businessAt = entry.businessAt();
        if (businessAt == null) {
            text.append(" without date");
        } else if (!businessAt.equals(before == null ? entry.statedAt() : before.businessAt())) {
            text.append(" dated ").append(time(businessAt));
        }
        Instant dueAt = entry.dueAt();
        if (dueAt != null) {
            text.append(" due ").append(time(dueAt));
        } else if (before != null && before.dueAt() != null) {
            text.append(" without due");
        }
        new TreeMap<>(entry.attributes())
                .forEach((name, value) ->
                        text.append(" with ").append(name).append(' ').append(value));
        new TreeMap<>(entry.measures())
                .forEach((name, money) ->
                        text.append(" measure ").append(name).append(' ').append(money(money)));
        quoted(text, "text", entry.text());
        quoted(text, "counterparty", entry.counterparty());
        if (entry.deleted()) {
            text.append(" deleted");
        } else if (entry.stage() != side.stage()) {
            text.append(entry.stage() == Stage.CANCELLED ? " cancelled" : " as " + entry.stage());
        }
        return text.append(" version ").append(entry.version().position()).toString();
    }

    private static void quoted(StringBuilder text, String word, @Nullable String value) {
        if (value != null) {
            text.append(' ').append(word).append(" \"").append(value).append('"');
        }
    }

    private static String object(String about) {
        String[] parts = about.split("/", 4);
        return parts.length == 4 ? parts[3] : about;
    }

    private static String money(Money money) {
        int digits = Math.max(0, Currencies.digits(money.currency()));
        return BigDecimal.valueOf(money.minor(), digits).toPlainString() + " " + money.currency();
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }
}
