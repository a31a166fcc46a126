package io.tieout.matching;

import io.tieout.connect.registry.GeneratedRecords;
import io.tieout.wire.KeptGroup;
import io.tieout.wire.StateSerde;
import io.tieout.wire.States;

/** State as it is after a restart: written and read back by the serdes of the stores. */
public final class Kept {

    static {
        GeneratedRecords.trust();
    }

    private Kept() {}

    /** What comes back. */
    public static <T> T again(StateSerde<T> serde, T kept) {
        byte[] bytes = serde.serializer().serialize("", kept);
        T back = serde.deserializer().deserialize("", bytes);
        if (!back.equals(kept)) {
            throw new Flow.Broken("Restart: " + kept + " came back as " + back);
        }
        return back;
    }

    static Placed placed(Placed kept) {
        return again(States.placed(), kept);
    }

    static Case ofCase(Case kept) {
        return again(States.cases(), kept);
    }

    static Group group(Group kept) {
        return again(States.groups(), new KeptGroup(kept, 0, false)).group();
    }

    static GroupMember member(GroupMember kept) {
        return again(States.groupMembers(), kept);
    }

    static Linked linked(Linked kept) {
        return again(States.links(), kept);
    }
}
