package io.starling.agent;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;

import io.starling.agent.config.LogLevel;

import org.slf4j.LoggerFactory;

/// The process's log: lines on standard error. A program that embeds an agent configures its own.
public final class Logging {
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} [%level] %logger{0}: %msg%n";

    /// Libraries speak up when something is wrong, and stay quiet about their insides.
    private static final String[] LIBRARIES = {
        "io.netty", "io.micrometer", "io.prometheus", "javax.jmdns"
    };

    private static final int LINES_MAX = 4_096;

    private Logging() {}

    public static void start(LogLevel level) {
        var context = context();
        context.reset();
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        root(context).addAppender(behindQueue(context, console));
        for (var library : LIBRARIES) {
            context.getLogger(library).setLevel(Level.WARN);
        }
        setLevel(level);
    }

    /// A reader of standard error that stops reading must not stop the node: lines go through a
    /// queue, and are lost when it is full.
    private static AsyncAppender behindQueue(
            LoggerContext context, ConsoleAppender<ILoggingEvent> console) {
        var queue = new AsyncAppender();
        queue.setContext(context);
        queue.setQueueSize(LINES_MAX);
        queue.setDiscardingThreshold(0);
        queue.setNeverBlock(true);
        queue.addAppender(console);
        queue.start();
        return queue;
    }

    /// Writes what is queued. For the end of the process.
    static void stop() {
        context().stop();
    }

    /// May be called while the agent runs.
    public static void setLevel(LogLevel level) {
        root(context())
                .setLevel(
                        switch (level) {
                            case TRACE -> Level.TRACE;
                            case DEBUG -> Level.DEBUG;
                            case INFO -> Level.INFO;
                            case WARN -> Level.WARN;
                            case ERROR -> Level.ERROR;
                        });
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private static ch.qos.logback.classic.Logger root(LoggerContext context) {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
