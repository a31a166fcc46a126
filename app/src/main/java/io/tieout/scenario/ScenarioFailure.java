package io.tieout.scenario;

/** What came is not what a scenario expects: the message says what did not come, and what came instead. */
public final class ScenarioFailure extends AssertionError {

    private static final long serialVersionUID = 1L;

    ScenarioFailure(String message) {
        super(message);
    }
}
