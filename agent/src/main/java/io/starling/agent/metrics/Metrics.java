package io.starling.agent.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.starling.agent.config.BuildInfo;
import io.starling.gossip.runtime.Observer;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// All numbers that an agent shows, with the agent's own names in one place; the core's names are
/// made in [MicrometerObserver]. `docs/metrics.md` lists both, and a test holds them.
///
/// Thread-safe.
public final class Metrics implements AutoCloseable {
    /// Of the text that [#scrape] returns.
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    static final String PREFIX = "starling.";

    private static final String HTTP_REQUESTS = PREFIX + "http.requests";
    private static final String HTTP_CONNECTIONS = PREFIX + "http.connections";
    private static final String HTTP_CONNECTIONS_REFUSED = PREFIX + "http.connections.refused";
    private static final String BLOCKING_QUERIES = PREFIX + "blocking.queries";
    private static final String BLOCKING_QUERIES_REFUSED = PREFIX + "blocking.queries.refused";
    private static final String HTTP_UNREAD = PREFIX + "http.unread";
    private static final String FIRES_REPEATED = PREFIX + "fires.repeated";
    private static final String IDEMPOTENCY_KEYS = PREFIX + "idempotency.keys";
    private static final String IDEMPOTENCY_KEYS_REFUSED = PREFIX + "idempotency.keys.refused";
    private static final String EVENT_STREAMS = PREFIX + "event.streams";
    private static final String EVENT_STREAMS_REFUSED = PREFIX + "event.streams.refused";
    private static final String EVENT_STREAM_GAPS = PREFIX + "event.stream.gaps";
    private static final String EVENT_LOG_BYTES = PREFIX + "event.log.bytes";
    private static final String EVENT_LOG_EVICTED = PREFIX + "event.log.evicted";
    private static final String EVENT_RING_SIZE = PREFIX + "event.ring.size";
    private static final String EVENTS_FILTERED = PREFIX + "events.filtered";
    private static final String FILTERS_UNREADABLE = PREFIX + "event.filters.unreadable";
    private static final String FILTERS_OVERFLOW = PREFIX + "event.filters.overflow";
    private static final String SERVICES = PREFIX + "services";
    private static final String SERVICES_REFUSED = PREFIX + "services.refused";
    private static final String SERVICES_WRITE_FAILURES = PREFIX + "services.write.failures";
    private static final String DISCOVERY_NEIGHBOURS = PREFIX + "discovery.neighbours";
    private static final String DISCOVERY_FOREIGN = PREFIX + "discovery.foreign";
    private static final String DISCOVERY_REFUSED = PREFIX + "discovery.refused";
    private static final String QUERIES_UNANSWERED = PREFIX + "queries.unanswered";
    private static final String QUERY_ANSWERS_TOO_LARGE = PREFIX + "query.answers.too.large";
    private static final String WATCH_RUNS = PREFIX + "watch.runs";
    private static final String WATCH_FAILURES = PREFIX + "watch.failures";
    private static final String WATCH_TIMEOUTS = PREFIX + "watch.timeouts";
    private static final String WATCH_DROPPED = PREFIX + "watch.events.dropped";
    private static final String WATCH_QUEUED = PREFIX + "watch.events.queued";
    private static final String WATCH_RUNNING = PREFIX + "watch.running";
    private static final String WATCH_RUN_SECONDS = PREFIX + "watch.run.seconds";
    private static final String LOOP_DELAY = PREFIX + "loop.delay.seconds";
    private static final String UPTIME = PREFIX + "uptime.seconds";
    private static final String BUILD_INFO = PREFIX + "build.info";

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Observer observer = new MicrometerObserver(registry);
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger blocking = new AtomicInteger();
    private final AtomicInteger keys = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicLong logBytes = new AtomicLong();
    private final AtomicLong logEvicted = new AtomicLong();
    private final AtomicInteger ringSize = new AtomicInteger();
    private final AtomicInteger services = new AtomicInteger();
    private final AtomicInteger neighbours = new AtomicInteger();
    private final AtomicInteger watchQueued = new AtomicInteger();
    private final AtomicInteger watchRunning = new AtomicInteger();
    private final AtomicLong loopDelayNanos = new AtomicLong();
    private final long startNanos = System.nanoTime();

    public Metrics() {
        gauge(HTTP_CONNECTIONS, "Open HTTP connections", connections);
        gauge(BLOCKING_QUERIES, "Blocking queries that wait", blocking);
        gauge(IDEMPOTENCY_KEYS, "Idempotency keys that are remembered", keys);
        gauge(EVENT_STREAMS, "Open event streams", streams);
        Gauge.builder(EVENT_LOG_BYTES, logBytes, AtomicLong::get)
                .description("Bytes of the log that streams read")
                .register(registry);
        FunctionCounter.builder(EVENT_LOG_EVICTED, logEvicted, AtomicLong::get)
                .description("Entries pushed out of that log before their time")
                .register(registry);
        gauge(EVENT_RING_SIZE, "Events in the ring that lists show", ringSize);
        gauge(
                DISCOVERY_NEIGHBOURS,
                "Nodes of the local network that look for the same",
                neighbours);
        gauge(SERVICES, "Services of this agent", services);
        registry.counter(EVENTS_FILTERED);
        registry.counter(FILTERS_UNREADABLE);
        registry.counter(FILTERS_OVERFLOW);
        registry.counter(SERVICES_REFUSED);
        registry.counter(SERVICES_WRITE_FAILURES);
        registry.counter(DISCOVERY_FOREIGN);
        registry.counter(DISCOVERY_REFUSED);
        registry.counter(HTTP_CONNECTIONS_REFUSED);
        registry.counter(BLOCKING_QUERIES_REFUSED);
        gauge(WATCH_QUEUED, "Events that wait for handlers of watches", watchQueued);
        gauge(WATCH_RUNNING, "Handlers of watches that run", watchRunning);
        registry.counter(QUERIES_UNANSWERED);
        registry.counter(QUERY_ANSWERS_TOO_LARGE);
        registry.counter(WATCH_RUNS);
        registry.counter(WATCH_FAILURES);
        registry.counter(WATCH_TIMEOUTS);
        registry.counter(WATCH_DROPPED);
        registry.timer(WATCH_RUN_SECONDS);
        registry.counter(HTTP_UNREAD);
        registry.counter(FIRES_REPEATED);
        registry.counter(IDEMPOTENCY_KEYS_REFUSED);
        registry.counter(EVENT_STREAMS_REFUSED);
        registry.counter(EVENT_STREAM_GAPS);
        Gauge.builder(LOOP_DELAY, loopDelayNanos, nanos -> nanos.get() / 1e9)
                .description("How long the node's loop took to answer, last time it was asked")
                .register(registry);
        Gauge.builder(UPTIME, this, metrics -> metrics.uptime().toNanos() / 1e9)
                .description("Time since the agent started")
                .register(registry);
        Gauge.builder(BUILD_INFO, () -> 1)
                .description("Always 1; the labels say which build this is")
                .tags(
                        Tags.of(
                                "version",
                                BuildInfo.version(),
                                "java",
                                String.valueOf(Runtime.version().feature())))
                .register(registry);
    }

    /// What the core reports to.
    public Observer observer() {
        return observer;
    }

    public Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /// @param resource a name from the router, never what a client wrote: labels must stay few
    public void httpRequest(String resource, int status) {
        registry.counter(HTTP_REQUESTS, "resource", resource, "status", String.valueOf(status))
                .increment();
    }

    public void httpConnections(int open) {
        connections.set(open);
    }

    public void httpConnectionRefused() {
        registry.counter(HTTP_CONNECTIONS_REFUSED).increment();
    }

    public void blockingQueries(int waiting) {
        blocking.set(waiting);
    }

    public void blockingQueryRefused() {
        registry.counter(BLOCKING_QUERIES_REFUSED).increment();
    }

    /// A client that left an answer or a stream unread for too long.
    public void httpUnread() {
        registry.counter(HTTP_UNREAD).increment();
    }

    /// A fire that was answered with the event of an earlier one, by its key.
    public void fireRepeated() {
        registry.counter(FIRES_REPEATED).increment();
    }

    public void idempotencyKeys(int remembered) {
        keys.set(remembered);
    }

    public void idempotencyKeyRefused() {
        registry.counter(IDEMPOTENCY_KEYS_REFUSED).increment();
    }

    public void eventStreams(int open) {
        streams.set(open);
    }

    public void eventStreamRefused() {
        registry.counter(EVENT_STREAMS_REFUSED).increment();
    }

    /// A gap that a stream was told of.
    public void eventStreamGap() {
        registry.counter(EVENT_STREAM_GAPS).increment();
    }

    /// @param evicted since the start
    public void eventLog(long bytes, long evicted) {
        logBytes.set(bytes);
        logEvicted.set(evicted);
    }

    public void eventRingSize(int events) {
        ringSize.set(events);
    }

    /// An event that is meant for others.
    public void eventFiltered() {
        registry.counter(EVENTS_FILTERED).increment();
    }

    /// An event that was dropped because a filter of it cannot be compiled here.
    public void eventFilterUnreadable() {
        registry.counter(FILTERS_UNREADABLE).increment();
    }

    /// Something that was dropped because too much waited for filters.
    public void filterOverflow() {
        registry.counter(FILTERS_OVERFLOW).increment();
    }

    public void services(int known) {
        services.set(known);
    }

    /// A registration for which there was no room.
    public void serviceRefused() {
        registry.counter(SERVICES_REFUSED).increment();
    }

    /// A try to write the registered services down that failed.
    public void servicesWriteFailed() {
        registry.counter(SERVICES_WRITE_FAILURES).increment();
    }

    public void discoveryNeighbours(int heard) {
        neighbours.set(heard);
    }

    /// An announcement of those who look for somebody else.
    public void discoveryForeign() {
        registry.counter(DISCOVERY_FOREIGN).increment();
    }

    /// An announcement that cannot be read, or of one neighbour too many.
    public void discoveryRefused() {
        registry.counter(DISCOVERY_REFUSED).increment();
    }

    /// A question that came after its time, or before this agent was ready to answer.
    public void queryUnanswered() {
        registry.counter(QUERIES_UNANSWERED).increment();
    }

    /// An answer of a handler that was too large and was not given.
    public void queryAnswerTooLarge() {
        registry.counter(QUERY_ANSWERS_TOO_LARGE).increment();
    }

    public void watchRunBegan() {
        registry.counter(WATCH_RUNS).increment();
        watchRunning.incrementAndGet();
    }

    public void watchRunEnded(Duration taken) {
        watchRunning.decrementAndGet();
        registry.timer(WATCH_RUN_SECONDS).record(taken);
    }

    /// A run that ended otherwise than well, one that timed out included.
    public void watchRunFailed() {
        registry.counter(WATCH_FAILURES).increment();
    }

    public void watchRunTimedOut() {
        registry.counter(WATCH_TIMEOUTS).increment();
    }

    /// Events for a handler whose queue is full, or that ends before it got to them.
    public void watchEventsDropped(int events) {
        registry.counter(WATCH_DROPPED).increment(events);
    }

    /// @param change in how many events wait for handlers
    public void watchEventsQueued(int change) {
        watchQueued.addAndGet(change);
    }

    public void loopDelay(Duration delay) {
        loopDelayNanos.set(delay.toNanos());
    }

    public Duration loopDelay() {
        return Duration.ofNanos(loopDelayNanos.get());
    }

    /// Everything, in Prometheus' text format.
    public String scrape() {
        return registry.scrape(CONTENT_TYPE);
    }

    @Override
    public void close() {
        registry.close();
    }

    private void gauge(String name, String description, AtomicInteger value) {
        Gauge.builder(name, value, AtomicInteger::get)
                .description(description)
                .register((MeterRegistry) registry);
    }
}
