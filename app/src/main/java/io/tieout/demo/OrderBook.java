package io.tieout.demo;

import io.tieout.demo.PlannedOrder.PlannedRefund;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Draws the orders of a week: their kinds, times, amounts and names. */
final class OrderBook {

    private static final List<String> FIRST_NAMES = List.of(
            "Ada", "Ben", "Chiyo", "Dalal", "Emil", "Fatima", "Goran", "Heidi", "Ines", "Jonas", "Keiko", "Lena");
    private static final List<String> LAST_NAMES = List.of(
            "Okafor", "Lindqvist", "Tanaka", "Al-Sabah", "Moreau", "Novak", "Schmidt", "Rossi", "Costa", "Berg");
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** Out of 24: few buy at night, most in the evening. */
    private static final int[] BUSY_BY_HOUR = {
        2, 1, 1, 1, 1, 2, 4, 6, 8, 10, 11, 12, 13, 12, 11, 11, 12, 14, 17, 20, 20, 16, 9, 4
    };

    private final int orders;
    private final int before;
    private final Random random;

    /** The orders of a week. */
    OrderBook(int orders, long seed) {
        this(orders, seed, 0);
    }

    /** @param before how many numbers are taken already, by orders and their refunds */
    private OrderBook(int orders, long seed, int before) {
        if (orders < 1) {
            throw new IllegalArgumentException("A trial needs at least one order, not " + orders);
        }
        this.orders = orders;
        this.before = before;
        this.random = new Random(seed);
    }

    /** Plain orders beyond those of a plan, for a measurement. */
    static List<PlannedOrder> plain(int count, TrialPlan beyond) {
        OrderBook book =
                new OrderBook(count, beyond.seed() + 1, 2 * beyond.orders().size());
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> book.order(number, Kind.PLAIN, TrialPlan.END))
                .toList();
    }

    List<PlannedOrder> draw() {
        record Slot(Kind kind, Instant placedAt) {}
        List<Slot> slots = new ArrayList<>();
        for (Kind kind : kinds()) {
            Instant placedAt = placedAt(kind);
            boolean unlucky = kind == Kind.PLAIN && duringOutage(placedAt);
            slots.add(new Slot(unlucky ? Kind.RECEIVER_DOWN : kind, placedAt));
        }
        slots.sort(Comparator.comparing(Slot::placedAt));
        List<PlannedOrder> drawn = new ArrayList<>();
        for (Slot slot : slots) {
            drawn.add(order(drawn.size() + 1, slot.kind(), slot.placedAt()));
        }
        return drawn;
    }

    /** One of each kind first, as far as the orders go, and plain ones for the rest. */
    private List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>();
        boolean room = orders >= 2 * Kind.values().length;
        for (Kind kind : Kind.values()) {
            int share = room && kind != Kind.PLAIN ? kind.share(orders) : 1;
            for (int i = 0; i < share && kinds.size() < orders; i++) {
                kinds.add(kind);
            }
        }
        while (kinds.size() < orders) {
            kinds.add(Kind.PLAIN);
        }
        return kinds;
    }

    private Instant placedAt(Kind kind) {
        if (kind == Kind.RECEIVER_DOWN) {
            // All that Stripe says of the payment must fall into the outage.
            long seconds = Duration.between(TrialPlan.OUTAGE_FROM, TrialPlan.OUTAGE_UNTIL)
                    .minus(Duration.ofMinutes(10))
                    .toSeconds();
            return TrialPlan.OUTAGE_FROM.plusSeconds(random.nextInt((int) seconds));
        }
        // Later hours would leave no room for what follows within the week.
        Duration last = switch (kind) {
            case BOOKED_LATE -> Duration.ofHours(90);
            case CANCELLED_AFTER_MATCH -> Duration.ofHours(105);
            // A refund follows within two days, and its deadline three days after that.
            case REFUNDED, REFUND_NOT_BOOKED, REFUND_NOT_PAID -> Duration.ofHours(68);
            case MANUAL_CAPTURE -> Duration.ofHours(150);
            default -> Duration.ofHours(167);
        };
        while (true) {
            int second = random.nextInt((int) last.toSeconds());
            int hour = second / 3600 % 24;
            Instant at = TrialPlan.START.plusSeconds(second);
            boolean fits = kind == Kind.PLAIN || !duringOutage(at);
            if (fits && random.nextInt(20) < BUSY_BY_HOUR[hour]) {
                return at;
            }
        }
    }

    private static boolean duringOutage(Instant placedAt) {
        return TrialPlan.receiverIsDown(placedAt) && TrialPlan.receiverIsDown(placedAt.plus(Duration.ofMinutes(10)));
    }

    private PlannedOrder order(int ordinal, Kind kind, Instant placedAt) {
        int number = before + ordinal;
        ShopCurrency currency = currency();
        long captured = amount(currency);
        ShopCurrency bookedCurrency = currency;
        long booked = captured;
        switch (kind) {
            case AMOUNT_WRONG -> booked = captured + sign() * (2L + random.nextInt((int) Math.max(2, captured / 5)));
            case AMOUNT_WRONG_BY_ONE -> booked = captured + sign();
            case CURRENCY_WRONG -> bookedCurrency = currency == ShopCurrency.EUR ? ShopCurrency.USD : ShopCurrency.EUR;
            default -> {
                // Both sides say the same.
            }
        }
        boolean onInvoice = random.nextBoolean();
        String reference = onInvoice ? "INV/2026/%05d".formatted(number) : "S%05d".formatted(number);
        return new PlannedOrder(
                number,
                kind,
                placedAt,
                onInvoice,
                reference,
                pick(FIRST_NAMES) + " " + pick(LAST_NAMES),
                number,
                bookedCurrency,
                booked,
                currency,
                captured,
                "pi_3T" + letters(22),
                "ch_3T" + letters(22),
                kind == Kind.RETRIED || kind == Kind.DECLINED || kind == Kind.BOOKED_NOT_CAPTURED
                        ? "ch_3T" + letters(22)
                        : null,
                refund(number, kind, currency, captured));
    }

    private @Nullable PlannedRefund refund(int number, Kind kind, ShopCurrency currency, long captured) {
        if (kind != Kind.REFUNDED && kind != Kind.REFUND_NOT_BOOKED && kind != Kind.REFUND_NOT_PAID) {
            return null;
        }
        long amount = captured;
        if (random.nextInt(3) == 0) {
            amount = Math.max(1, captured / currency.roundTo() / 3) * currency.roundTo();
        }
        return new PlannedRefund(orders + number, "re_3T" + letters(22), amount);
    }

    private ShopCurrency currency() {
        int draw = random.nextInt(100);
        if (draw < 60) {
            return ShopCurrency.EUR;
        }
        if (draw < 82) {
            return ShopCurrency.USD;
        }
        return draw < 93 ? ShopCurrency.JPY : ShopCurrency.KWD;
    }

    private long amount(ShopCurrency currency) {
        int steps = (currency.mostMinor() - currency.leastMinor()) / currency.roundTo();
        return currency.leastMinor() + (long) random.nextInt(steps) * currency.roundTo();
    }

    private int sign() {
        return random.nextBoolean() ? 1 : -1;
    }

    private String pick(List<String> names) {
        return names.get(random.nextInt(names.size()));
    }

    private String letters(int count) {
        return random.ints(count, 0, ALPHABET.length())
                .collect(StringBuilder::new, (text, at) -> text.append(ALPHABET.charAt(at)), StringBuilder::append)
                .toString();
    }
}
