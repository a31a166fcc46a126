package io.tieout.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.connect.RawTopics;
import io.tieout.intake.Statement.AccountFound;
import io.tieout.intake.Statement.CoverageStated;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.matching.Entry;
import io.tieout.matching.Heard;
import io.tieout.matching.Lineage;
import io.tieout.matching.Reason;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Statement files as they come from the raw topic: entries, coverage from the balance chain, and what is wrong with it. */
final class BankIntakeTest {

    private static final String ACCOUNT = "12345678";

    private final BankIntake intake = new BankIntake();
    private final HeldMemory memory = new HeldMemory();
    private final List<Statement> stated = new ArrayList<>();

    /** Worked example: {@code day(3, 1, "100,00", "105,00", "C5,00")} books 5.00 in on 3 March. */
    private static String day(int day, int number, String opening, String closing, String... amounts) {
        var text = new StringBuilder(
                ":20:S\n:25:%s\n:28C:%d/1\n:60F:C2603%02dEUR%s\n".formatted(ACCOUNT, number, day - 1, opening));
        for (String amount : amounts) {
            text.append(":61:2603%02d03%02d%sNTRFNONREF\n:86:coffee\n".formatted(day, day, amount));
        }
        return text + ":62F:C2603%02dEUR%s\n-\n".formatted(day, closing);
    }

    private BankIntakeTest file(String content) throws UnreadableException {
        stated.addAll(part(content.getBytes(UTF_8), content, "1/1"));
        return this;
    }

    private List<Statement> part(byte[] value, String file, String part) throws UnreadableException {
        return intake.read(
                new RawRecord(
                        ACCOUNT,
                        RawTopics.KIND_STATEMENT_FILE,
                        Map.of(
                                RawTopics.HEADER_CONTENT,
                                sha256(file),
                                RawTopics.HEADER_PART,
                                part,
                                RawTopics.HEADER_FILE,
                                "march.sta"),
                        value,
                        new Lineage(RawTopics.BANK_STATEMENT, 0, 0)),
                memory);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Entry> entries() {
        return stated.stream()
                .filter(EntryStated.class::isInstance)
                .map(one -> ((EntryStated) one).entry())
                .toList();
    }

    private long objects() {
        return entries().stream().map(Entry::id).distinct().count();
    }

    private List<String> covered() {
        Heard heard = null;
        for (Statement one : stated) {
            if (one instanceof CoverageStated covered) {
                heard = heard == null ? Heard.of(covered.interval()) : heard.with(covered.interval());
            }
        }
        return heard == null
                ? List.of()
                : heard.spans().stream()
                        .map(span -> span.from() + " to " + span.to())
                        .toList();
    }

    private List<AccountFound> found() {
        return stated.stream()
                .filter(AccountFound.class::isInstance)
                .map(AccountFound.class::cast)
                .toList();
    }

    @Test
    void statementsThatContinueEachOtherCoverTheirDays() throws UnreadableException {
        file(day(2, 1, "100,00", "110,00", "C10,00"));
        file(day(3, 2, "110,00", "95,00", "D15,00"));
        assertThat(covered()).containsExactly("2026-03-02T00:00:00Z to 2026-03-04T00:00:00Z");
        assertThat(entries()).extracting(one -> one.amount().minor()).containsExactly(1000L, -1500L);
        assertThat(entries())
                .extracting(one -> one.statedAt().toString())
                .first()
                .isEqualTo("2026-03-02T23:59:59.999Z");
        assertThat(found()).isEmpty();
    }

    @Test
    void daysWithoutStatementsBetweenEqualBalancesAreCovered() throws UnreadableException {
        file(day(6, 1, "100,00", "110,00", "C10,00"));
        file(day(9, 2, "110,00", "95,00", "D15,00"));
        assertThat(covered()).containsExactly("2026-03-06T00:00:00Z to 2026-03-10T00:00:00Z");
    }

    @Test
    void aGapNamesTheMissingDaysAndIsResolvedByTheirStatement() throws UnreadableException {
        file(day(2, 1, "100,00", "110,00", "C10,00"));
        file(day(5, 3, "120,00", "130,00", "C10,00"));
        assertThat(covered())
                .containsExactly(
                        "2026-03-02T00:00:00Z to 2026-03-03T00:00:00Z", "2026-03-05T00:00:00Z to 2026-03-06T00:00:00Z");
        assertThat(found()).singleElement().satisfies(gap -> {
            assertThat(gap.reason()).isEqualTo(Reason.STATEMENT_GAP);
            assertThat(gap.about()).isEqualTo("EUR 2026-03-03 to 2026-03-04");
            assertThat(gap.open()).isTrue();
            assertThat(gap.detail()).contains("EUR 110.00", "EUR 120.00", "2026-03-03 to 2026-03-04");
        });
        file(day(4, 2, "110,00", "120,00", "C10,00"));
        assertThat(covered()).containsExactly("2026-03-02T00:00:00Z to 2026-03-06T00:00:00Z");
        assertThat(found()).hasSize(2);
        assertThat(found().get(1).open()).isFalse();
        assertThat(found().get(1).about()).isEqualTo("EUR 2026-03-03 to 2026-03-04");
        assertThat(found().get(1).version()).isEqualTo(2);
    }

    @Test
    void aBrokenChainWithoutADayBetweenLeavesTheFirstDayUncovered() throws UnreadableException {
        file(day(2, 1, "100,00", "110,00", "C10,00"));
        file(day(3, 2, "111,00", "112,00", "C1,00"));
        file(day(4, 3, "112,00", "113,00", "C1,00"));
        assertThat(covered())
                .containsExactly(
                        "2026-03-02T00:00:00Z to 2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z to 2026-03-05T00:00:00Z");
        assertThat(found()).extracting(AccountFound::about).containsExactly("EUR 2026-03-02 to 2026-03-03");
    }

    @Test
    void aWrongBalanceIsAFindingAndItsDayIsNotCovered() throws UnreadableException {
        file(day(2, 1, "100,00", "110,00", "C10,00"));
        file(day(3, 2, "110,00", "125,00", "C10,00"));
        file(day(4, 3, "125,00", "130,00", "C5,00"));
        assertThat(entries()).hasSize(3);
        assertThat(found()).singleElement().satisfies(wrong -> {
            assertThat(wrong.reason()).isEqualTo(Reason.STATEMENT_WRONG);
            assertThat(wrong.detail()).contains("march.sta", "off by 5.00");
            assertThat(wrong.since()).isAfter(Instant.EPOCH);
        });
        assertThat(covered())
                .containsExactly(
                        "2026-03-02T00:00:00Z to 2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z to 2026-03-05T00:00:00Z");
    }

    @Test
    void equalBookingsOfADayInTwoStatementsThatContinueEachOtherBothSurvive() throws UnreadableException {
        file(day(2, 1, "100,00", "105,00", "C5,00"));
        file(day(2, 2, "105,00", "110,00", "C5,00"));
        file(day(2, 3, "110,00", "109,00", "D1,00"));
        file(day(2, 4, "109,00", "114,00", "C5,00"));
        assertThat(objects()).isEqualTo(4);
    }

    @Test
    void theSameBookingsInAnotherFileAreTheSameEntries() throws UnreadableException {
        file(day(2, 1, "100,00", "105,00", "C5,00"));
        file(day(2, 2, "105,00", "110,00", "C5,00"));
        file(day(2, 1, "100,00", "105,00", "C5,00") + day(2, 2, "105,00", "110,00", "C5,00") + "\n");
        assertThat(entries()).hasSize(4);
        assertThat(objects()).isEqualTo(2);
    }

    @Test
    void aStatementThatNetsToNothingIsNoContinuationOfItself() throws UnreadableException {
        file(day(2, 0, "100,00", "100,00", "C5,00", "D5,00"));
        file(day(2, 0, "100,00", "100,00", "C5,00", "D5,00") + "\n");
        assertThat(objects()).isEqualTo(2);
    }

    @Test
    void overlappingStatementsGiveEachBookingOnce() throws UnreadableException {
        file(day(2, 1, "100,00", "110,00", "C5,00", "C5,00"));
        file(day(2, 2, "100,00", "117,00", "C5,00", "C5,00", "C7,00"));
        assertThat(objects()).isEqualTo(3);
        assertThat(found()).isEmpty();
    }

    @Test
    void partsInAnyOrderAndTwiceMakeTheFileOnce() throws UnreadableException {
        String file = day(2, 1, "100,00", "110,00", "C10,00");
        byte[] bytes = file.getBytes(UTF_8);
        byte[] head = Arrays.copyOf(bytes, 40);
        byte[] tail = Arrays.copyOfRange(bytes, 40, bytes.length);
        assertThat(part(tail, file, "2/2")).isEmpty();
        assertThat(part(tail, file, "2/2")).isEmpty();
        stated.addAll(part(head, file, "1/2"));
        assertThat(entries()).hasSize(1);
        assertThat(part(head, file, "1/2")).singleElement().isInstanceOf(Statement.OutOfScope.class);
        assertThat(memory.recallAll("part")).isEmpty();
    }

    @Test
    void takesOfAFileWhatIsOfItsAccount() throws UnreadableException {
        file(day(2, 1, "100,00", "110,00", "C10,00").replace(ACCOUNT, "99999999")
                + day(2, 1, "100,00", "107,00", "C7,00"));
        assertThat(entries()).extracting(one -> one.amount().minor()).containsExactly(700L);
        assertThat(entries().get(0).id().account()).isEqualTo(ACCOUNT);
    }

    @Test
    void whatCannotBeReadIsRefusedWhole() {
        assertThatThrownBy(() -> file(day(2, 1, "100,00", "110,00", "Cten")))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("march.sta: line 5");
        assertThatThrownBy(() -> part(new byte[0], "x", "3/2"))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("tieout-part");
    }

    @Test
    void aBankThatIsSilentOverALongWeekendIsNotStale() {
        assertThat(intake.staleAfter(Duration.ofMinutes(15))).isEqualTo(Duration.ofDays(5));
        assertThat(intake.staleAfter(Duration.ofDays(9))).isEqualTo(Duration.ofDays(9));
    }
}
