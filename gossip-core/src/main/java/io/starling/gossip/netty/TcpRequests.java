package io.starling.gossip.netty;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Transport;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The connections that others have to this node. Beyond the limit a connection is closed at once
/// and counted.
///
/// Confined to the loop.
final class TcpRequests extends ChannelInitializer<SocketChannel> {

    /// What every request needs.
    record Context(
            Transport.Listener listener,
            EventLoopScheduler scheduler,
            Observer observer,
            StreamLimits limits) {}

    private final EventLoopScheduler scheduler;
    private final Observer observer;
    private final StreamLimits limits;
    private final Set<TcpRequest> open = new LinkedHashSet<>();
    private @Nullable Context context;

    TcpRequests(EventLoopScheduler scheduler, Observer observer, StreamLimits limits) {
        this.scheduler = scheduler;
        this.observer = observer;
        this.limits = limits;
    }

    /// From now on requests go to `listener`. The server channel accepts nobody before.
    void listen(Transport.Listener listener) {
        context = new Context(listener, scheduler, observer, limits);
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        var peer = channel.remoteAddress();
        if (context == null || peer == null) { // A peer without an address has gone already.
            var _ = channel.close();
            return;
        }
        if (open.size() >= limits.inboundMax()) {
            observer.count(Counter.STREAM_REQUESTS_REFUSED);
            var _ = channel.close();
            return;
        }
        var request =
                new TcpRequest(channel, Endpoint.of(peer.getAddress(), peer.getPort()), context);
        open.add(request);
        channel.closeFuture().addListener(_ -> open.remove(request));
        channel.pipeline().addLast(request);
        request.start();
    }

    void close() {
        List.copyOf(open).forEach(TcpRequest::close);
    }
}
