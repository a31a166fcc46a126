package io.tieout.local;

/** A part of the local stack that an external one can replace. */
public enum Part {
    POSTGRES("PostgreSQL", "local.postgres.port"),
    BROKER("Kafka broker", "local.kafka.port"),
    REGISTRY("Schema registry", "local.registry.port"),
    CONNECT("Connect worker", "local.connect.port");

    private final String title;
    private final String portSetting;

    Part(String title, String portSetting) {
        this.title = title;
        this.portSetting = portSetting;
    }

    /** The name of the part for people. */
    public String title() {
        return title;
    }

    /** The setting with which a user wishes the port of the part. */
    public String portSetting() {
        return portSetting;
    }
}
