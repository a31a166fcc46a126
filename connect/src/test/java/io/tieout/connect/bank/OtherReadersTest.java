package io.tieout.connect.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.prowidesoftware.swift.model.field.Field61;
import com.prowidesoftware.swift.model.mt.mt9xx.MT940;
import com.prowidesoftware.swift.model.mx.AbstractMX;
import com.webcohesion.ofx4j.domain.data.ResponseEnvelope;
import com.webcohesion.ofx4j.domain.data.ResponseMessageSet;
import com.webcohesion.ofx4j.domain.data.banking.BankingResponseMessageSet;
import com.webcohesion.ofx4j.domain.data.common.StatementResponse;
import com.webcohesion.ofx4j.domain.data.common.Transaction;
import com.webcohesion.ofx4j.domain.data.creditcard.CreditCardResponseMessageSet;
import com.webcohesion.ofx4j.io.AggregateUnmarshaller;
import com.webcohesion.ofx4j.io.OFXParseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Other people's readers of the same files: what they can read has the same amounts, in the same order. Prowide reads camt
 * and MT940, ofx4j reads OFX; neither reads all that banks send.
 */
final class OtherReadersTest {

    private static final Logger OFX4J = Logger.getLogger("com.webcohesion.ofx4j");

    /** Samples of which another reader says something else, and why it is wrong. */
    private static final Map<String, String> THEY_ARE_WRONG = Map.of();

    @BeforeAll
    static void quiet() {
        OFX4J.setLevel(Level.OFF);
    }

    /** Signed amounts of all bookings of a file, in its order; empty where the reader cannot read it. */
    private interface Reader {
        Optional<List<BigDecimal>> amounts(byte[] file) throws IOException;
    }

    @Test
    void ourOwnFilesHaveTheAmountsThatOthersRead() throws IOException {
        assertThat(prowideCamt(bytes(Samples.CAMT))).contains(ours(StatementFormat.CAMT, bytes(Samples.CAMT)));
        assertThat(prowideMt940(bytes(Samples.MT940))).contains(ours(StatementFormat.MT940, bytes(Samples.MT940)));
        assertThat(ofx4j(bytes(Samples.OFX))).contains(ours(StatementFormat.OFX, bytes(Samples.OFX)));
    }

    @Test
    void camtSamplesHaveTheAmountsThatProwideReads() throws IOException {
        compare("camt", OtherReadersTest::prowideCamt);
    }

    @Test
    void mt940SamplesHaveTheAmountsThatProwideReads() throws IOException {
        compare("mt940", OtherReadersTest::prowideMt940);
    }

    @Test
    void ofxSamplesHaveTheAmountsThatOfx4jReads() throws IOException {
        compare("ofx", OtherReadersTest::ofx4j);
    }

    private static void compare(String folder, Reader other) throws IOException {
        Path samples = Path.of(System.getProperty("tieout.shared", "../../shared"), "samples", folder);
        assumeTrue(
                Files.isDirectory(samples),
                "There are no samples in " + samples.toAbsolutePath().normalize());
        int compared = 0;
        var differences = new TreeMap<String, String>();
        for (Path file : files(samples)) {
            byte[] content = Files.readAllBytes(file);
            Optional<List<BigDecimal>> theirs = other.amounts(content);
            List<BigDecimal> ours;
            try {
                ours = ours(StatementFile.of(file, null, null).format(), content);
            } catch (MalformedStatementException e) {
                continue; // SampleConformanceTest says which, and why.
            }
            if (theirs.isEmpty()) {
                continue;
            }
            compared++;
            String name = file.getFileName().toString();
            if (!theirs.get().equals(ours) && !THEY_ARE_WRONG.containsKey(name)) {
                differences.put(name, "theirs " + theirs.get() + ", ours " + ours);
            }
        }
        System.out.println(folder + ": " + compared + " samples are read by others too");
        assertThat(differences).isEmpty();
        assertThat(compared).isPositive();
    }

    private static List<BigDecimal> ours(StatementFormat format, byte[] file) {
        return Read.of(format, null, file).statements().stream()
                .flatMap(whole -> whole.bookings().stream())
                .map(booking -> booking.amount().value().stripTrailingZeros())
                .toList();
    }

    /** The classes of its messages differ by version, and share names. */
    private static Optional<List<BigDecimal>> prowideCamt(byte[] file) {
        AbstractMX message = AbstractMX.parse(new String(file, StandardCharsets.UTF_8));
        if (message == null) {
            return Optional.empty();
        }
        var amounts = new ArrayList<BigDecimal>();
        Object body = first(message, "getBkToCstmrStmt", "getBkToCstmrAcctRpt", "getBkToCstmrDbtCdtNtfctn");
        if (body == null) {
            return Optional.empty();
        }
        for (Object statement : (List<?>) first(body, "getStmt", "getRpt", "getNtfctn")) {
            for (Object entry : (List<?>) first(statement, "getNtry")) {
                Object amount = first(entry, "getAmt");
                Object direction = first(entry, "getCdtDbtInd");
                if (amount == null || direction == null) {
                    return Optional.empty();
                }
                BigDecimal value = (BigDecimal) first(amount, "getValue");
                amounts.add((direction.toString().equals("DBIT") ? value.negate() : value).stripTrailingZeros());
            }
        }
        return Optional.of(amounts);
    }

    private static Object first(Object of, String... getters) {
        for (String getter : getters) {
            if (Arrays.stream(of.getClass().getMethods())
                    .anyMatch(one -> one.getName().equals(getter))) {
                try {
                    return of.getClass().getMethod(getter).invoke(of);
                } catch (ReflectiveOperationException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return null;
    }

    /** It reads one message in its envelope, which many files lack. */
    private static Optional<List<BigDecimal>> prowideMt940(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        var amounts = new ArrayList<BigDecimal>();
        for (String part : text.split("(?m)^(?=:20:)")) {
            if (!part.startsWith(":20:")) {
                continue; // What stands before the first message.
            }
            String block = part.replaceAll("(?ms)^-\\}?\\s*$.*", "").strip();
            MT940 message = MT940.parse("{1:F01BANKDEFFXXXX0000000000}{2:I940BANKDEFFXXXXN}{4:\r\n"
                    + block.replaceAll("\r?\n", "\r\n") + "\r\n-}");
            if (message.getField61().size() != lines(part)) {
                return Optional.empty(); // It lost some.
            }
            for (Field61 line : message.getField61()) {
                BigDecimal amount = line.getAmountAsBigDecimal();
                String mark = line.getDebitCreditMark();
                if (amount == null || mark == null) {
                    return Optional.empty();
                }
                boolean in = mark.equals("C") || mark.equals("RD");
                amounts.add((in ? amount : amount.negate()).stripTrailingZeros());
            }
        }
        return amounts.isEmpty() ? Optional.empty() : Optional.of(amounts);
    }

    private static long lines(String block) {
        return block.lines().filter(line -> line.startsWith(":61:")).count();
    }

    private static Optional<List<BigDecimal>> ofx4j(byte[] file) throws IOException {
        ResponseEnvelope envelope;
        try {
            envelope = new AggregateUnmarshaller<>(ResponseEnvelope.class).unmarshal(new ByteArrayInputStream(file));
        } catch (OFXParseException | RuntimeException e) {
            return Optional.empty();
        }
        if (envelope.getMessageSets() == null) {
            return Optional.empty();
        }
        var amounts = new ArrayList<BigDecimal>();
        for (ResponseMessageSet set : envelope.getMessageSets()) {
            if (set instanceof BankingResponseMessageSet banking) {
                banking.getStatementResponses().forEach(one -> add(one.getMessage(), amounts));
            } else if (set instanceof CreditCardResponseMessageSet cards) {
                cards.getStatementResponses().forEach(one -> add(one.getMessage(), amounts));
            }
        }
        return amounts.isEmpty() ? Optional.empty() : Optional.of(amounts);
    }

    private static void add(StatementResponse statement, List<BigDecimal> amounts) {
        if (statement.getTransactionList() != null
                && statement.getTransactionList().getTransactions() != null) {
            for (Transaction one : statement.getTransactionList().getTransactions()) {
                amounts.add(one.getBigDecimalAmount().stripTrailingZeros());
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(one ->
                            !one.toString().endsWith(".json") && !one.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
