package io.starling.gossip.node;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeClock;
import io.starling.gossip.runtime.Observer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/// Reports traffic that is not for this node: counted each time, logged now and then.
///
/// Confined to the node's loop.
final class Strangers {
    private static final Logger log = LoggerFactory.getLogger(Strangers.class);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);

    private final Observer observer;
    private final LogLimit limit;

    Strangers(NodeClock clock, Observer observer) {
        this.observer = observer;
        this.limit = new LogLimit(clock, LOG_INTERVAL);
    }

    void malformed(Endpoint source, String reason) {
        observer.count(Counter.DATAGRAMS_MALFORMED);
        report("datagram", source, reason);
    }

    void foreign(Endpoint source, String reason) {
        observer.count(Counter.DATAGRAMS_FOREIGN);
        report("datagram", source, reason);
    }

    void malformedRequest(Endpoint source, String reason) {
        observer.count(Counter.STREAM_REQUESTS_MALFORMED);
        report("stream", source, reason);
    }

    void foreignRequest(Endpoint source, String reason) {
        observer.count(Counter.STREAM_REQUESTS_FOREIGN);
        report("stream", source, reason);
    }

    private void report(String what, Endpoint source, String reason) {
        limit.admit()
                .ifPresent(
                        more ->
                                log.warn(
                                        "{} from {} dropped: {} ({} more since the last such line)",
                                        what,
                                        source,
                                        reason,
                                        more));
    }
}
