package io.tieout.wire;

import io.tieout.matching.Clues;
import io.tieout.matching.Coverage;
import io.tieout.matching.EntryId;
import io.tieout.matching.Reason;
import io.tieout.matching.Reference;
import io.tieout.matching.pool.Item;
import io.tieout.matching.pool.Item.Trouble;
import io.tieout.matching.pool.Option;
import io.tieout.wire.state.CluesState;
import io.tieout.wire.state.ItemState;
import io.tieout.wire.state.OptionState;
import io.tieout.wire.state.TroubleState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries of a pool as they are kept and sent internally. */
final class PoolStates {

    private PoolStates() {}

    static CluesState toState(Clues clues) {
        return new CluesState(
                clues.references().stream().map(Reference::kind).toList(),
                clues.references().stream().map(Reference::value).toList(),
                clues.counterparty(),
                clues.text());
    }

    static Clues toClues(CluesState state) {
        var references = new ArrayList<Reference>(state.getKinds().size());
        for (int i = 0; i < state.getKinds().size(); i++) {
            references.add(
                    new Reference(state.getKinds().get(i), state.getValues().get(i)));
        }
        return new Clues(references, state.getCounterparty(), state.getText());
    }

    static ItemState toState(Item item) {
        return new ItemState(
                States.toState(item.member()),
                toState(item.clues()),
                item.judgement().name(),
                item.lapse().name(),
                item.crowded(),
                item.exhausted(),
                texts(item.named()),
                item.pointing(),
                item.takenUntil() == null ? null : item.takenUntil().toEpochMilli(),
                item.options().stream().map(PoolStates::toState).toList(),
                item.chosen() == null ? null : toState(item.chosen()),
                item.broken(),
                toState(item.finding()),
                item.matchVersion(),
                States.toState(item.raised()),
                item.version());
    }

    static Item toItem(ItemState state) {
        return new Item(
                States.toMember(state.getMember()),
                toClues(state.getClues()),
                Coverage.Judgement.valueOf(state.getJudgement()),
                Coverage.Judgement.valueOf(state.getLapse()),
                state.getCrowded(),
                state.getExhausted(),
                ids(state.getNamed()),
                state.getPointing(),
                state.getTakenUntil() == null ? null : Instant.ofEpochMilli(state.getTakenUntil()),
                state.getOptions().stream().map(PoolStates::toOption).toList(),
                state.getChosen() == null ? null : toOption(state.getChosen()),
                state.getBroken(),
                toTrouble(state.getFinding()),
                state.getMatchVersion(),
                States.toRaised(state.getRaised()),
                state.getVersion());
    }

    private static OptionState toState(Option option) {
        return new OptionState(option.kind().name(), texts(option.members()), option.score(), option.sure());
    }

    private static Option toOption(OptionState state) {
        return new Option(
                Option.Kind.valueOf(state.getKind()), ids(state.getMembers()), state.getScore(), state.getSure());
    }

    private static @Nullable TroubleState toState(@Nullable Trouble trouble) {
        return trouble == null
                ? null
                : new TroubleState(
                        trouble.reason().name(), trouble.side(), texts(trouble.others()), trouble.residual());
    }

    private static @Nullable Trouble toTrouble(@Nullable TroubleState state) {
        return state == null
                ? null
                : new Trouble(
                        Reason.valueOf(state.getReason()),
                        state.getSide(),
                        ids(state.getOthers()),
                        state.getResidual());
    }

    private static List<String> texts(List<EntryId> ids) {
        return ids.stream().map(EntryId::toString).toList();
    }

    private static List<EntryId> ids(List<String> texts) {
        return texts.stream().map(EntryId::parse).toList();
    }
}
