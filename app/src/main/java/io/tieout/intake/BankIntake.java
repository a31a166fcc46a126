package io.tieout.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.connect.RawTopics;
import io.tieout.connect.bank.MalformedStatementException;
import io.tieout.connect.bank.StatementContent;
import io.tieout.connect.bank.folder.BankFolderConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Statement files of banks. Parts of a file are kept until all of it is there, in whatever order and how often they come;
 * then it is read once, and its content is never read again.
 */
public final class BankIntake implements SourceIntake {

    /** A bank speaks once a working day: over a long weekend its silence is no trouble. */
    private static final Duration QUIET = Duration.ofDays(5);

    private static final Pattern PART = Pattern.compile("([1-9][0-9]{0,3})/([1-9][0-9]{0,3})");
    private static final Pattern CONTENT = Pattern.compile("[0-9a-f]{64}");

    @Override
    public String source() {
        return BankStatementEntries.SOURCE;
    }

    @Override
    public Duration staleAfter(Duration usual) {
        return usual.compareTo(QUIET) > 0 ? usual : QUIET;
    }

    @Override
    public List<Statement> read(RawRecord raw, Memory memory) throws UnreadableException {
        if (!raw.kind().equals(RawTopics.KIND_STATEMENT_FILE)) {
            throw new UnreadableException("Header " + RawTopics.HEADER_KIND + " says \"" + raw.kind()
                    + "\"; expected is " + RawTopics.KIND_STATEMENT_FILE + ".");
        }
        String content = header(raw, RawTopics.HEADER_CONTENT, CONTENT).group();
        Matcher part = header(raw, RawTopics.HEADER_PART, PART);
        int number = Integer.parseInt(part.group(1));
        int of = Integer.parseInt(part.group(2));
        if (number > of) {
            throw new UnreadableException("Header " + RawTopics.HEADER_PART + " says " + part.group() + ".");
        }
        String taken = "file|" + content;
        if (memory.recall(taken) != null) {
            return List.of(new Statement.OutOfScope("statement file that is known"));
        }
        byte[] file = of == 1 ? raw.value() : gathered(raw, memory, content, number, of);
        if (file == null) {
            return List.of();
        }
        memory.remember(taken, Json.object());
        try {
            var reading = new BankFileReading(raw, memory);
            StatementContent bytes = StatementContent.of(
                    file, BankFolderConfig.profile(raw.headers().get(RawTopics.HEADER_PROFILE)));
            bytes.read(reading.outline());
            bytes.read(reading.bookings());
            return reading.stated();
        } catch (MalformedStatementException e) {
            throw new UnreadableException(
                    raw.headers().getOrDefault(RawTopics.HEADER_FILE, "statement file") + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UnreadableException("The statement file cannot be read: " + e, e);
        }
    }

    /** The whole file, if this part was the last that was missing. */
    private static byte @Nullable [] gathered(RawRecord raw, Memory memory, String content, int number, int of)
            throws UnreadableException {
        String prefix = "part|" + content + "|";
        String count = "parts|" + content;
        ObjectNode known = memory.recall(count);
        int have = known == null ? 0 : known.path("have").asInt();
        String key = prefix + String.format(Locale.ROOT, "%04d", number);
        if (memory.recall(key) == null) {
            ObjectNode kept = Json.object();
            kept.put("bytes", raw.value());
            memory.remember(key, kept);
            have++;
        }
        ObjectNode counted = Json.object();
        counted.put("have", have);
        memory.remember(count, counted);
        if (have < of) {
            return null;
        }
        var whole = new ByteArrayOutputStream();
        for (var part : memory.recallAll(prefix).entrySet()) {
            try {
                whole.writeBytes(part.getValue().path("bytes").binaryValue());
            } catch (IOException e) {
                throw new UnreadableException("A part of the statement file was kept in another form.", e);
            }
            memory.forget(part.getKey());
        }
        memory.forget(count);
        return whole.toByteArray();
    }

    private static Matcher header(RawRecord raw, String name, Pattern form) throws UnreadableException {
        Matcher value = form.matcher(raw.headers().getOrDefault(name, ""));
        if (!value.matches()) {
            throw new UnreadableException("Header " + name + " is missing or is not of the form " + form + ".");
        }
        return value;
    }
}
