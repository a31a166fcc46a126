package io.tieout.connect.odoo;

import java.sql.SQLException;
import java.util.Set;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.jspecify.annotations.Nullable;

/** What a failure of the capture means: wait for one's turn, try again, or call a person. */
record CaptureTrouble(Course course, String detail) {

    enum Course {
        STAND_BY,
        RETRY,
        FAIL
    }

    /** Connection lost, server stopping or starting, no connection slot left. */
    private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "57P05", "53300", "25006");

    /** A new producer begins afresh after these. */
    private static final Set<Class<?>> PRODUCER_STATE = Set.of(
            OutOfOrderSequenceException.class,
            UnknownProducerIdException.class,
            InvalidPidMappingException.class,
            TransactionAbortableException.class,
            TransactionAbortedException.class);

    static CaptureTrouble of(Throwable failure, OdooCaptureSettings settings) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++, cause = cause.getCause()) {
            CaptureTrouble known = known(cause, settings);
            if (known != null) {
                return known;
            }
        }
        if (mayPass(failure)) {
            return new CaptureTrouble(Course.RETRY, root(failure));
        }
        return new CaptureTrouble(
                Course.FAIL,
                "The capture of account " + settings.account() + " stopped on an error that it does not know: "
                        + root(failure) + ". Nothing was skipped; after mending, start it again and it goes on.");
    }

    private static @Nullable CaptureTrouble known(Throwable cause, OdooCaptureSettings settings) {
        if (cause instanceof OdooCaptureException stated) {
            return new CaptureTrouble(Course.FAIL, String.valueOf(stated.getMessage()));
        }
        if (cause instanceof SQLException sql && sql.getSQLState() != null) {
            return ofDatabase(sql, sql.getSQLState(), settings.slotName(), settings.database());
        }
        if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
            return new CaptureTrouble(Course.STAND_BY, "another capture of this account has begun to write");
        }
        if (cause instanceof RecordTooLargeException) {
            return new CaptureTrouble(
                    Course.FAIL,
                    "A change of the database is larger than Kafka accepts. Raise max.message.bytes of topic "
                            + settings.changeTopic() + " and kafka.max.request.size, then start the capture again.");
        }
        if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
            return new CaptureTrouble(
                    Course.FAIL,
                    "Kafka does not let the capture in or does not let it write (" + cause.getMessage()
                            + "). It needs Write and Describe on " + settings.changeTopic() + ", Read, Write and"
                            + " Describe on " + settings.offsetTopic() + ", and Write and Describe on transactional ids"
                            + " that begin with tieout-capture-.");
        }
        if (cause instanceof RetriableException || PRODUCER_STATE.contains(cause.getClass())) {
            return new CaptureTrouble(Course.RETRY, "Kafka is away (" + cause.getMessage() + ")");
        }
        return null;
    }

    static CaptureTrouble ofDatabase(SQLException sql, String state, String slotName, OdooDatabase database) {
        String said = firstLine(sql);
        if (state.equals("55006")) {
            return new CaptureTrouble(Course.STAND_BY, "another reader has replication slot " + slotName);
        }
        if (state.startsWith("08") || AWAY.contains(state)) {
            return new CaptureTrouble(Course.RETRY, "database " + database.location() + " is away (" + said + ")");
        }
        if (state.startsWith("28")) {
            return new CaptureTrouble(
                    Course.FAIL,
                    "Database " + database.location() + " does not let user " + database.user() + " in (" + said
                            + "). Check odoo.database.user and odoo.database.password, and that pg_hba.conf admits the"
                            + " user, for replication too.");
        }
        if (state.equals("55000")) {
            return new CaptureTrouble(
                    Course.FAIL,
                    "Replication slot " + slotName + " can no longer be read (" + said
                            + "). `tieout doctor` says whether PostgreSQL invalidated it.");
        }
        if (state.equals("3D000")) {
            return new CaptureTrouble(
                    Course.FAIL, "There is no database " + database.location() + ": check odoo.database.dbname.");
        }
        return new CaptureTrouble(
                Course.FAIL,
                "Database " + database.location() + " refused (" + said + ", SQLSTATE " + state
                        + "). `tieout doctor` names what is missing.");
    }

    /** Debezium found it worth another try and did not say why. */
    private static boolean mayPass(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++, cause = cause.getCause()) {
            if (cause instanceof org.apache.kafka.connect.errors.RetriableException) {
                return true;
            }
        }
        return false;
    }

    private static String firstLine(SQLException sql) {
        return String.valueOf(sql.getMessage()).lines().findFirst().orElse("no message");
    }

    private static String root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + " " + cause.getMessage();
    }
}
