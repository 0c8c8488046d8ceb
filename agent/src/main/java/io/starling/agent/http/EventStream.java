package io.starling.agent.http;

import io.starling.agent.event.Cursor;
import io.starling.agent.event.EventLog;
import io.starling.agent.event.LogEntry;
import io.starling.agent.metrics.Metrics;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// One client's stream of server-sent events: reads the log and writes down what it is told, with
/// the cursor behind each entry.
///
/// A heartbeat is a comment and a cursor without data. Clients show nobody such a block, but they
/// remember the cursor: a stream of a quiet name does not fall behind the log.
///
/// Confined to the HTTP loop.
final class EventStream implements Outflow {
    /// Of what is handed to the socket at once.
    private static final int PIECE_BYTES = 8 * 1024;

    /// How long browsers wait before they come back.
    private static final String RETRY = "retry: 1000\n";

    private final EventLog log;
    private final String name;
    private final Cursor start;
    private final Duration heartbeat;
    private final ScheduledExecutorService loop;
    private final Metrics metrics;
    private EventLog.@Nullable Reader reader;
    private @Nullable Future<?> timer;
    private boolean greeted;
    private boolean beatDue;

    EventStream(
            EventLog log,
            String name,
            Cursor start,
            Duration heartbeat,
            ScheduledExecutorService loop,
            Metrics metrics) {
        this.log = log;
        this.name = name;
        this.start = start;
        this.heartbeat = heartbeat;
        this.loop = loop;
        this.metrics = metrics;
    }

    @Override
    public void open(Runnable more) {
        reader = log.open(name, start, more).orElse(null);
        metrics.eventStreams(log.reading());
        timer =
                loop.scheduleAtFixedRate(
                        () -> {
                            beatDue = true;
                            more.run();
                        },
                        heartbeat.toNanos(),
                        heartbeat.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    @Override
    public Optional<byte[]> next() {
        return Optional.ofNullable(reader).map(this::piece).filter(piece -> piece.length > 0);
    }

    private byte[] piece(EventLog.Reader from) {
        var piece = new ByteArrayOutputStream(512);
        if (!greeted) {
            greeted = true;
            write(piece, RETRY + id(start) + "\n");
        }
        while (piece.size() < PIECE_BYTES) {
            var entry = from.next();
            if (entry.isEmpty()) {
                break;
            }
            if (entry.get() instanceof LogEntry.Gap) {
                metrics.eventStreamGap();
            }
            piece.writeBytes(EventBlock.of(entry.get()));
            write(piece, id(from.cursor()) + "\n");
        }
        if (beatDue && piece.size() == 0) {
            write(piece, ": heartbeat\n" + id(from.cursor()) + "\n");
        }
        beatDue = false;
        return piece.toByteArray();
    }

    private static String id(Cursor cursor) {
        return "id: " + cursor + "\n";
    }

    private static void write(ByteArrayOutputStream piece, String text) {
        piece.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public boolean isOver() {
        return reader == null || reader.isReleased();
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
        if (timer != null) {
            timer.cancel(false);
        }
        metrics.eventStreams(log.reading());
    }
}
