package io.tieout.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.intake.Statement.AccountFound;
import io.tieout.matching.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is found to be wrong with an account, or right again: remembered by reason and by what it is about. */
final class AccountFindings {

    private static final String FOUND = "found|";

    private final Memory memory;

    AccountFindings(Memory memory) {
        this.memory = memory;
    }

    /** Says it when it is news: what is wrong and was not, or is so in other words, and what is right again. */
    Optional<Statement> say(Reason reason, String about, boolean open, String detail, Instant since) {
        String key = FOUND + reason + "|" + about;
        ObjectNode before = memory.recall(key);
        boolean wasOpen = isOpen(before);
        boolean same = before != null && before.path("detail").asText().equals(detail);
        if (open ? wasOpen && same : !wasOpen) {
            return Optional.empty();
        }
        int version = before == null ? 1 : before.path("version").asInt() + 1;
        Instant opened = before != null && wasOpen
                ? Instant.ofEpochMilli(before.path("since").asLong())
                : since;
        ObjectNode now = Json.object();
        now.put("version", version);
        now.put("open", open);
        now.put("detail", detail);
        now.put("since", opened.toEpochMilli());
        memory.remember(key, now);
        return Optional.of(new AccountFound(reason, about, version, open, detail, opened));
    }

    boolean isOpen(Reason reason, String about) {
        return isOpen(memory.recall(FOUND + reason + "|" + about));
    }

    /** What was ever found to be wrong for this reason. */
    List<String> abouts(Reason reason) {
        String prefix = FOUND + reason + "|";
        return memory.recallAll(prefix).keySet().stream()
                .map(key -> key.substring(prefix.length()))
                .toList();
    }

    private static boolean isOpen(@Nullable ObjectNode remembered) {
        return remembered != null && remembered.path("open").asBoolean();
    }
}
