package io.tieout.matching.pool;

import io.tieout.matching.Case.Raised;
import io.tieout.matching.Clues;
import io.tieout.matching.Coverage.Judgement;
import io.tieout.matching.EntryId;
import io.tieout.matching.Member;
import io.tieout.matching.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry as its pool keeps it.
 *
 * @param judgement what coverage said of its deadline
 * @param lapse what coverage says of its own due date, where that is later than the deadline
 * @param crowded more entries of the other side have its amount than the policy lets it choose from
 * @param exhausted more sums would have had to be tried than the policy allows
 * @param named entries of the other side that it names, looked for only where no entry that it names has its amount
 * @param pointing the other side has entries that begin with the name, or word, that its text begins with
 * @param takenUntil deadline of the latest entry of the other side that may yet take it as one of several; null when none may
 * @param options every way known in which it may be settled
 * @param chosen the one that settles it; null while none does
 * @param broken it was settled and is no more, and its deadline has not passed since
 * @param finding what is said of it now; null when nothing is
 * @param matchVersion version of the match that it anchors; 0 for none yet
 * @param raised every exception that was ever raised about it
 * @param version how often its state was published
 */
public record Item(
        Member member,
        Clues clues,
        Judgement judgement,
        Judgement lapse,
        boolean crowded,
        boolean exhausted,
        List<EntryId> named,
        boolean pointing,
        @Nullable Instant takenUntil,
        List<Option> options,
        @Nullable Option chosen,
        boolean broken,
        @Nullable Trouble finding,
        int matchVersion,
        List<Raised> raised,
        int version) {

    /**
     * What needs attention about the entry.
     *
     * @param side the side that is missing; empty where none is
     * @param others the entries that it is about besides this one
     * @param residual first side less second side in minor units, where it is a disagreement
     */
    public record Trouble(
            Reason reason,
            String side,
            List<EntryId> others,
            @Nullable Long residual) {
        public Trouble {
            others = List.copyOf(others);
        }
    }

    public Item {
        named = List.copyOf(named);
        options = List.copyOf(options);
        raised = List.copyOf(raised);
    }

    static Item of(Member member, Clues clues) {
        return new Item(
                member,
                clues,
                Judgement.WAITING,
                Judgement.WAITING,
                false,
                false,
                List.of(),
                false,
                null,
                List.of(),
                null,
                false,
                null,
                0,
                List.of(),
                0);
    }

    public EntryId id() {
        return member.id();
    }

    public String side() {
        return member.side();
    }

    boolean live() {
        return !member.voided();
    }

    boolean due() {
        return judgement == Judgement.DUE;
    }

    /** Coverage has passed its own due date too, where it has one. */
    boolean lapsed() {
        return lapse == Judgement.DUE;
    }

    /** Whether something stated between its deadline and its own due date will never be known. */
    boolean missedBeforeItsDueDate() {
        return due() && lapse == Judgement.BEFORE_COVERAGE;
    }

    /** Every better candidate would be known: what it chooses now it need not regret. */
    boolean mayChoose() {
        return due() && !crowded;
    }

    /** It is settled by what no better candidate can overturn. */
    boolean surelyChosen() {
        return chosen != null && chosen.sure();
    }

    Duration apart(Item other) {
        return Duration.between(member.businessAt(), other.member.businessAt()).abs();
    }

    Instant deadline(Duration life) {
        return member.businessAt().plus(life);
    }

    /** The newer version of the entry; what was found out about the older is forgotten. */
    Item renewed(Member newer, Clues newClues) {
        return new Item(
                newer,
                newClues,
                Judgement.WAITING,
                Judgement.WAITING,
                false,
                false,
                List.of(),
                false,
                null,
                options,
                chosen,
                broken,
                finding,
                matchVersion,
                raised,
                version);
    }

    Item judged(Judgement by, Judgement byDueDate) {
        return new Item(
                member,
                clues,
                by,
                byDueDate,
                crowded,
                exhausted,
                named,
                pointing,
                takenUntil,
                options,
                chosen,
                broken,
                finding,
                matchVersion,
                raised,
                version);
    }

    Item searched(boolean nowCrowded, List<EntryId> nowNamed, boolean nowPointing, @Nullable Instant takers) {
        return new Item(
                member,
                clues,
                judgement,
                lapse,
                nowCrowded,
                exhausted,
                nowNamed,
                nowPointing,
                takers,
                options,
                chosen,
                broken,
                finding,
                matchVersion,
                raised,
                version);
    }

    Item takenUntil(@Nullable Instant takers) {
        return searched(crowded, named, pointing, takers);
    }

    Item exhausted(boolean now) {
        return new Item(
                member,
                clues,
                judgement,
                lapse,
                crowded,
                now,
                named,
                pointing,
                takenUntil,
                options,
                chosen,
                broken,
                finding,
                matchVersion,
                raised,
                version);
    }

    Item with(Option option) {
        var more = new ArrayList<Option>(options.size() + 1);
        more.addAll(options);
        more.add(option);
        return with(more);
    }

    Item without(Option option) {
        var fewer = new ArrayList<>(options);
        fewer.removeIf(option::sameAs);
        return with(fewer);
    }

    private Item with(List<Option> newOptions) {
        return new Item(
                member,
                clues,
                judgement,
                lapse,
                crowded,
                exhausted,
                named,
                pointing,
                takenUntil,
                newOptions,
                chosen,
                broken,
                finding,
                matchVersion,
                raised,
                version);
    }

    Item chosen(@Nullable Option option) {
        return new Item(
                member,
                clues,
                judgement,
                lapse,
                crowded,
                exhausted,
                named,
                pointing,
                takenUntil,
                options,
                option,
                broken,
                finding,
                matchVersion,
                raised,
                version);
    }

    Item broken(boolean now) {
        return new Item(
                member,
                clues,
                judgement,
                lapse,
                crowded,
                exhausted,
                named,
                pointing,
                takenUntil,
                options,
                chosen,
                now,
                finding,
                matchVersion,
                raised,
                version);
    }

    Item said(@Nullable Trouble newFinding, int newMatchVersion, List<Raised> newRaised, int newVersion) {
        return new Item(
                member,
                clues,
                judgement,
                lapse,
                crowded,
                exhausted,
                named,
                pointing,
                takenUntil,
                options,
                chosen,
                broken,
                newFinding,
                newMatchVersion,
                newRaised,
                newVersion);
    }
}
