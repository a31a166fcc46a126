package io.tieout.connect.bank;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * Seeded mutations of statement files: each is read or refused, never anything else, and what is said to add up does.
 *
 * <p>{@code mvn -pl connect test -Dtest=StatementMutationTest -Dmutations=1000000} makes more; {@code -Dmutation.seed} others.
 */
final class StatementMutationTest {

    private static final int MUTATIONS = Integer.getInteger("mutations", 10_000);
    private static final long SEED = Long.getLong("mutation.seed", 20260331L);
    private static final String[] PIECES = {
        "0",
        "9",
        ",",
        ".",
        "-",
        "/",
        ":61:",
        ":86:",
        ":62F:",
        "88,",
        "16,",
        "\n",
        "<",
        ">",
        "</",
        "</Ntry>",
        "<Ntry>",
        "DBIT",
        "CRDT",
        "EUR",
        "JPY",
        "KWD",
        "&",
        "&amp;",
        "\u0000",
        "ä",
        "\"",
        ";",
        "999999999999999999999",
        "1E9",
        "<STMTTRN>",
        "</STMTTRN>",
        "RC",
        "RD",
        "S,",
        "V,",
        "D,9,",
        "{4:",
        "-}",
        "?20",
        "/REMI/",
        "\uFFFD",
        "<![CDATA["
    };

    private record Original(StatementFormat format, CsvProfile profile, byte[] file) {}

    @Test
    void everyMutationIsReadOrRefusedAndNoTotalIsWrong() {
        var originals = List.of(
                new Original(StatementFormat.CAMT, null, bytes(Samples.CAMT)),
                new Original(StatementFormat.MT940, null, bytes(Samples.MT940)),
                new Original(StatementFormat.BAI2, null, bytes(Samples.BAI2)),
                new Original(StatementFormat.OFX, null, bytes(Samples.OFX)),
                new Original(StatementFormat.CSV, Samples.profile(Samples.CSV_PROFILE), bytes(Samples.CSV)));
        var counts = new int[2];
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60 + MUTATIONS / 200), () -> {
            for (int i = 0; i < MUTATIONS; i++) {
                Original original = originals.get(i % originals.size());
                byte[] mutated = mutated(original.file, new Random(SEED + i));
                try {
                    addsUp(Read.of(original.format, original.profile, mutated), i);
                    counts[0]++;
                } catch (MalformedStatementException e) {
                    assertThat(e.getMessage()).startsWith("line ");
                    counts[1]++;
                } catch (RuntimeException | StackOverflowError e) {
                    throw new AssertionError(
                            "Mutation " + i + " of seed " + SEED + " (" + original.format + "): "
                                    + new String(mutated, StandardCharsets.UTF_8),
                            e);
                }
            }
        });
        System.out.println("Of " + MUTATIONS + " mutations " + counts[0] + " were read and " + counts[1] + " refused.");
        assertThat(counts[0]).isPositive();
        assertThat(counts[1]).isPositive();
    }

    private static void addsUp(Read read, int number) {
        for (Read.Whole whole : read.statements()) {
            boolean said = whole.checks().stream().anyMatch(one -> one.name() == Check.Name.BALANCE && one.holds());
            if (!said || read.statements().size() > 1) {
                continue;
            }
            Balance opening = balance(whole, Balance.Kind.OPENING);
            Balance closing = balance(whole, Balance.Kind.CLOSING);
            if (opening == null || closing == null) {
                continue;
            }
            BigDecimal made = opening.amount().value();
            for (Booking booking : whole.bookings()) {
                if (booking.status() == Booking.Status.BOOKED
                        && booking.amount().currency().equals(opening.amount().currency())) {
                    made = made.add(booking.amount().value());
                }
            }
            assertThat(made)
                    .as("mutation %d", number)
                    .isEqualByComparingTo(closing.amount().value());
        }
    }

    private static Balance balance(Read.Whole whole, Balance.Kind kind) {
        return whole.balances().stream()
                .filter(one -> one.kind() == kind)
                .findFirst()
                .orElse(null);
    }

    private static byte[] mutated(byte[] original, Random random) {
        var text = new StringBuilder(new String(original, StandardCharsets.ISO_8859_1));
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times && text.length() > 2; i++) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + random.nextInt(30));
            switch (random.nextInt(6)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.delete(at, end);
                case 2 -> text.insert(at, text.substring(at, end));
                case 3 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
                case 4 -> text.setLength(at);
                default -> {
                    int from = random.nextInt(text.length());
                    text.insert(at, text.substring(from, Math.min(text.length(), from + 200)));
                }
            }
        }
        return text.toString().getBytes(random.nextBoolean() ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
