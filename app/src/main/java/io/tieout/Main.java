package io.tieout;

import io.tieout.cli.Surroundings;
import io.tieout.cli.Tieout;

/** Where the program begins. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        // Ends the process even when a library left a thread running.
        System.exit(Tieout.run(Surroundings.ofProcess(), arguments));
    }
}
