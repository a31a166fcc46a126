package io.tieout.scenario;

/** A scenario does not say what it must say: the message names the place, what stands there and what was expected. */
public final class ScenarioFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ScenarioFault(String message) {
        super(message);
    }

    ScenarioFault at(String place) {
        return new ScenarioFault(place + ": " + getMessage());
    }
}
