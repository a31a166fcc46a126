package io.tieout.cli;

import io.tieout.config.EnvironmentVariables;
import io.tieout.config.GivenSetting;
import io.tieout.config.PropertiesFile;
import io.tieout.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options with which every command takes its settings. */
final class SettingsOptions {

    private final Surroundings surroundings;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Properties file with settings; topology-docs/settings.md lists them.")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting; stronger than the file and than TIEOUT_* variables. May be repeated.")
    private List<String> set = new ArrayList<>();

    @Option(names = "--stacktrace", hidden = true, description = "Shows where an error came from.")
    private boolean stacktrace;

    SettingsOptions(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The settings from all sources. */
    Settings settings() {
        return settings(Map.of());
    }

    /** The settings from all sources, and some that an option of the command stands for. */
    Settings settings(Map<String, String> fromOptions) {
        var given = new ArrayList<GivenSetting>();
        if (file != null) {
            given.addAll(PropertiesFile.read(file));
        }
        given.addAll(EnvironmentVariables.read(surroundings.environment()));
        set.stream().map(SettingsOptions::option).forEach(given::add);
        fromOptions.forEach((name, value) -> given.add(new GivenSetting(name, value, "an option")));
        return Settings.of(given);
    }

    boolean stacktrace() {
        return stacktrace;
    }

    private static GivenSetting option(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new UsageError("--set takes KEY=VALUE, such as --set odoo.account=shop.");
        }
        return new GivenSetting(text.substring(0, equals).strip(), text.substring(equals + 1), "--set");
    }
}
