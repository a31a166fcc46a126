package io.tieout.cli;

/** What the exit code of a command says. */
public final class ExitCode {

    public static final int OK = 0;

    /** The command did its work, and what it looked at is not in order. */
    public static final int FINDING = 1;

    /** The command line or a setting is wrong. */
    public static final int USAGE = 2;

    /** Something that the command needs does not answer. */
    public static final int UNREACHABLE = 3;

    /** The command could not do its work for another reason. */
    public static final int FAILED = 4;

    private ExitCode() {}
}
