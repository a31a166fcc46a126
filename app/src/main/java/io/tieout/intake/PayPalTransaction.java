package io.tieout.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.intake.Statement.EntryDeleted;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.matching.Entry;
import io.tieout.matching.EntryId;
import io.tieout.matching.Money;
import io.tieout.matching.Reference;
import io.tieout.matching.Stage;
import io.tieout.matching.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/*
 * One movement of money that PayPal tells twice: by webhook, and as a row of its transaction search.
 *
 * What each last said is remembered, and the entry is both together:
 *
 *              webhook                       search                      entry
 *   stage      CAPTURED (rank 2)             CAPTURED (rank 2)           that of the higher rank; the webhook's if equal
 *   amount     10.00 at 12:00:00             10.00 at 12:00:02           that of the later time
 *   fee, net   0.59, 9.41                    0.59, 9.41                  the webhook's, else the row's
 *   names      CAPTURE, ORDER                CAPTURE, DOCUMENT           all
 *   version    12:00:00, 2                   12:00:02, 2                 the sum of both, 4
 *
 * A version is the time and rank of the one that has told, or the sums of both: it must grow whenever either of them goes
 * on, also when that is the one whose clock is behind. So the entry ends in the same in whatever order they come, and
 * what the second tells adds names or nothing, and takes nothing away.
 */
final class PayPalTransaction {

    /** Who told. */
    enum Teller {
        WEBHOOK,
        SEARCH;

        private Teller other() {
            return this == WEBHOOK ? SEARCH : WEBHOOK;
        }
    }

    private PayPalTransaction() {}

    /**
     * What is stated of the transaction, once one of the two has told.
     *
     * @param told its version is the teller's own: time, then rank
     */
    static List<Statement> told(Teller teller, EntryStated told, Memory memory) {
        String key = "transaction/" + told.entry().id().id();
        ObjectNode remembered = memory.recall(key);
        Entry now = told.entry();
        Entry before = entry(remembered, teller, now);
        Entry other = entry(remembered, teller.other(), now);
        int order = before == null ? 1 : now.version().compareTo(before.version());
        if (order < 0) {
            // What is known already is newer, so this is stale, and must be seen to be.
            return List.of(new EntryStated(named(now, nameGiver(teller, now, other)), told.problems()));
        }
        if (order > 0) {
            ObjectNode known = remembered == null ? Json.object() : remembered.deepCopy();
            known.set(teller.name(), json(now));
            memory.remember(key, known);
        }
        var statements = new ArrayList<Statement>(2);
        Entry both = both(teller, now, other);
        statements.add(new EntryStated(both, both.amount() == null ? told.problems() : List.of()));
        if (teller == Teller.WEBHOOK && before == null && other != null && !sameName(now, other)) {
            // The row had to guess what it is about; the webhook knows.
            statements.add(
                    0,
                    new EntryDeleted(
                            other.id(), both.version(), now.statedAt(), Objects.requireNonNull(now.lineage())));
        }
        return statements;
    }

    private static Entry both(Teller teller, Entry now, @Nullable Entry other) {
        if (other == null) {
            return now;
        }
        Entry webhook = teller == Teller.WEBHOOK ? now : other;
        Entry search = teller == Teller.WEBHOOK ? other : now;
        Version version = new Version(
                Math.addExact(webhook.version().position(), search.version().position()),
                webhook.version().order() + search.version().order(),
                now.version().mapping());
        Entry known = sameThing(webhook, search) ? joined(webhook, search) : webhook;
        return stated(known.at(version), now);
    }

    private static Entry joined(Entry webhook, Entry search) {
        Entry further = search.version().order() > webhook.version().order() ? search : webhook;
        Entry later = search.version().position() > webhook.version().position() ? search : webhook;
        Money amount = later.amount() == null ? webhook.amount() : later.amount();
        var measures = new HashMap<>(search.measures());
        measures.putAll(webhook.measures());
        var attributes = new HashMap<>(search.attributes());
        attributes.putAll(webhook.attributes());
        var references = new ArrayList<>(webhook.references());
        for (Reference reference : search.references()) {
            if (!references.contains(reference)) {
                references.add(reference);
            }
        }
        return new Entry(
                webhook.id(),
                webhook.version(),
                further.stage(),
                false,
                null,
                amount,
                measures,
                webhook.businessAt(),
                webhook.statedAt(),
                null,
                references,
                attributes,
                null,
                null,
                webhook.lineage());
    }

    /** PayPal's older webhooks call a capture a sale. */
    private static boolean sameThing(Entry webhook, Entry search) {
        return sameName(webhook, search)
                || (webhook.id().object().equals("sale") && search.id().object().equals("capture"));
    }

    private static boolean sameName(Entry one, Entry other) {
        return one.id().object().equals(other.id().object());
    }

    private static Entry nameGiver(Teller teller, Entry now, @Nullable Entry other) {
        return teller == Teller.SEARCH && other != null ? other : now;
    }

    private static Entry named(Entry entry, Entry nameGiver) {
        return sameName(entry, nameGiver) ? entry : copy(entry, nameGiver.id(), entry.version());
    }

    /** What the last record says of it, when that was stated and where it stands. */
    private static Entry stated(Entry entry, Entry now) {
        return new Entry(
                entry.id(),
                entry.version(),
                entry.stage(),
                entry.deleted(),
                entry.company(),
                entry.amount(),
                entry.measures(),
                entry.businessAt(),
                now.statedAt(),
                entry.dueAt(),
                entry.references(),
                entry.attributes(),
                entry.counterparty(),
                entry.text(),
                now.lineage());
    }

    private static Entry copy(Entry entry, EntryId id, Version version) {
        return new Entry(
                id,
                version,
                entry.stage(),
                entry.deleted(),
                entry.company(),
                entry.amount(),
                entry.measures(),
                entry.businessAt(),
                entry.statedAt(),
                entry.dueAt(),
                entry.references(),
                entry.attributes(),
                entry.counterparty(),
                entry.text(),
                entry.lineage());
    }

    private static ObjectNode json(Entry entry) {
        ObjectNode json = Json.object()
                .put("object", entry.id().object())
                .put("position", entry.version().position())
                .put("order", entry.version().order())
                .put("stage", entry.stage().name())
                .put("business", Objects.requireNonNull(entry.businessAt()).toEpochMilli())
                .put("stated", entry.statedAt().toEpochMilli());
        if (entry.amount() != null) {
            json.put("amount", text(entry.amount()));
        }
        ObjectNode measures = json.putObject("measures");
        entry.measures().forEach((name, money) -> measures.put(name, text(money)));
        ObjectNode attributes = json.putObject("attributes");
        entry.attributes().forEach(attributes::put);
        var references = json.putArray("references");
        entry.references().forEach(reference -> references.add(reference.kind()).add(reference.value()));
        return json;
    }

    private static @Nullable Entry entry(@Nullable ObjectNode remembered, Teller teller, Entry like) {
        JsonNode json = remembered == null ? null : remembered.get(teller.name());
        if (json == null) {
            return null;
        }
        var measures = new HashMap<String, Money>();
        json.path("measures").properties().forEach(one -> measures.put(one.getKey(), money(one.getValue())));
        Map<String, String> attributes = new HashMap<>();
        json.path("attributes")
                .properties()
                .forEach(one -> attributes.put(one.getKey(), one.getValue().asText()));
        var references = new ArrayList<Reference>();
        JsonNode kept = json.path("references");
        for (int i = 0; i < kept.size(); i += 2) {
            references.add(new Reference(kept.get(i).asText(), kept.get(i + 1).asText()));
        }
        return new Entry(
                new EntryId(
                        like.id().source(),
                        like.id().account(),
                        json.path("object").asText(),
                        like.id().id()),
                new Version(
                        json.path("position").longValue(),
                        json.path("order").longValue(),
                        like.version().mapping()),
                Stage.valueOf(json.path("stage").asText()),
                false,
                null,
                json.has("amount") ? money(json.path("amount")) : null,
                measures,
                Instant.ofEpochMilli(json.path("business").longValue()),
                Instant.ofEpochMilli(json.path("stated").longValue()),
                null,
                references,
                attributes,
                null,
                null,
                like.lineage());
    }

    private static String text(Money money) {
        return money.minor() + " " + money.currency();
    }

    private static Money money(JsonNode text) {
        String[] parts = text.asText().split(" ", 2);
        return new Money(Long.parseLong(parts[0]), parts[1]);
    }
}
