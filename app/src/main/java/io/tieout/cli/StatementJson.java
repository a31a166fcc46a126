package io.tieout.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.tieout.connect.bank.Amount;
import io.tieout.connect.bank.Balance;
import io.tieout.connect.bank.BankReference;
import io.tieout.connect.bank.Booking;
import io.tieout.connect.bank.Check;
import io.tieout.connect.bank.Counterparty;
import io.tieout.connect.bank.Detail;
import io.tieout.connect.bank.Stated;
import io.tieout.connect.bank.Statement;
import io.tieout.connect.bank.StatementFile;
import io.tieout.connect.bank.StatementSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes a statement file as one JSON object, while it is read. */
final class StatementJson implements StatementSink {

    private static final JsonFactory JSON =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private final JsonGenerator json;
    private long entries;
    private long findings;

    StatementJson(Writer out, StatementFile file) throws IOException {
        json = JSON.createGenerator(out);
        json.writeStartObject();
        json.writeStringField("file", file.path().toString());
        json.writeStringField("format", file.format().word());
        json.writeArrayFieldStart("statements");
    }

    /** Checks that did not hold. */
    long findings() {
        return findings;
    }

    @Override
    public void opened(Statement statement) {
        write(() -> {
            entries = 0;
            json.writeStartObject();
            json.writeStringField("account", statement.account());
            json.writeStringField("bank", statement.bank());
            json.writeStringField("currency", statement.currency());
            json.writeStringField("kind", word(statement.kind()));
            json.writeStringField("id", statement.id());
            json.writeStringField("number", statement.number());
            json.writeNumberField("page", statement.page());
            json.writeBooleanField("last_page", statement.lastPage());
            json.writeStringField("from", text(statement.from()));
            json.writeStringField("to", text(statement.to()));
            json.writeStringField("created_at", statement.createdAt());
            json.writeNumberField("line", statement.line());
            json.writeArrayFieldStart("entries");
        });
    }

    @Override
    public void booked(Booking booking) {
        write(() -> {
            entries++;
            json.writeStartObject();
            json.writeNumberField("line", booking.line());
            json.writeStringField("booking_date", text(booking.bookingDate()));
            json.writeStringField("value_date", text(booking.valueDate()));
            money(booking.amount());
            json.writeStringField("status", word(booking.status()));
            json.writeBooleanField("reversal", booking.reversal());
            stated(booking.stated());
            if (booking.batchSize() > 0) {
                json.writeNumberField("batch_size", booking.batchSize());
            }
            amount("balance_after", booking.balanceAfter());
            json.writeArrayFieldStart("details");
            for (Detail detail : booking.details()) {
                json.writeStartObject();
                Amount amount = detail.amount();
                if (amount != null) {
                    money(amount);
                }
                stated(detail.stated());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    @Override
    public void closed(List<Balance> balances, List<Check> checks) {
        write(() -> {
            json.writeEndArray();
            json.writeNumberField("entry_count", entries);
            balance("opening_balance", first(balances, Balance.Kind.OPENING, Balance.Kind.INTERIM_OPENING));
            balance("closing_balance", first(balances, Balance.Kind.CLOSING, Balance.Kind.INTERIM_CLOSING));
            json.writeArrayFieldStart("balances");
            for (Balance balance : balances) {
                json.writeStartObject();
                json.writeStringField("kind", word(balance.kind()));
                json.writeStringField("code", balance.code());
                money(balance.amount());
                json.writeStringField("date", text(balance.date()));
                json.writeNumberField("line", balance.line());
                json.writeEndObject();
            }
            json.writeEndArray();
            checks(checks);
            json.writeEndObject();
        });
    }

    @Override
    public void ended(List<Check> checks) {
        write(() -> {
            json.writeEndArray();
            checks(checks);
            json.writeNumberField("findings", findings);
            json.writeEndObject();
            json.flush();
        });
    }

    private static @Nullable Balance first(List<Balance> balances, Balance.Kind kind, Balance.Kind otherwise) {
        for (Balance.Kind wanted : List.of(kind, otherwise)) {
            for (Balance balance : balances) {
                if (balance.kind() == wanted) {
                    return balance;
                }
            }
        }
        return null;
    }

    private void balance(String field, @Nullable Balance balance) throws IOException {
        if (balance == null) {
            json.writeNullField(field);
            return;
        }
        json.writeObjectFieldStart(field);
        money(balance.amount());
        json.writeStringField("date", text(balance.date()));
        json.writeEndObject();
    }

    private void checks(List<Check> checks) throws IOException {
        json.writeArrayFieldStart("checks");
        for (Check check : checks) {
            findings += check.holds() ? 0 : 1;
            json.writeStartObject();
            json.writeStringField("check", word(check.name()));
            json.writeBooleanField("holds", check.holds());
            json.writeNumberField("line", check.line());
            json.writeStringField("text", check.text());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void stated(Stated stated) throws IOException {
        json.writeArrayFieldStart("references");
        for (BankReference reference : stated.references()) {
            json.writeStartObject();
            json.writeStringField("kind", reference.kind());
            json.writeStringField("value", reference.value());
            json.writeEndObject();
        }
        json.writeEndArray();
        Counterparty party = stated.counterparty();
        json.writeObjectFieldStart("counterparty");
        json.writeStringField("name", party.name());
        json.writeStringField("account", party.account());
        json.writeStringField("bank", party.bank());
        json.writeEndObject();
        json.writeStringField("text", stated.text());
        json.writeStringField("code", stated.code());
        if (stated.returnReason() != null) {
            json.writeStringField("return_reason", stated.returnReason());
        }
        amount("original", stated.original());
        amount("counter_value", stated.counter());
        if (stated.rate() != null) {
            json.writeStringField("rate", stated.rate());
        }
        if (!stated.charges().isEmpty()) {
            json.writeArrayFieldStart("charges");
            for (Amount charge : stated.charges()) {
                json.writeStartObject();
                money(charge);
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    private void amount(String field, @Nullable Amount amount) throws IOException {
        if (amount != null) {
            json.writeObjectFieldStart(field);
            money(amount);
            json.writeEndObject();
        }
    }

    /** In minor units; null where the stated amount is not a whole number of them. */
    private void money(Amount amount) throws IOException {
        Long minor = amount.minor();
        if (minor == null) {
            json.writeNullField("amount_minor");
        } else {
            json.writeNumberField("amount_minor", minor);
        }
        json.writeStringField("amount", amount.value().toPlainString());
        json.writeStringField("currency", amount.currency());
    }

    private static String word(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String text(@Nullable Object date) {
        return date == null ? null : date.toString();
    }

    /** Something that writes. */
    private interface Writing {
        void run() throws IOException;
    }

    private static void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
