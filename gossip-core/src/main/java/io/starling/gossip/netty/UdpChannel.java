package io.starling.gossip.netty;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Transport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;

/// The datagrams of one socket.
///
/// What cannot be sent, because the system's buffer and then the channel's watermark are full, the
/// target is of the other address family, the network is unreachable or a firewall says no, is
/// dropped and counted. No such failure closes the channel.
///
/// The socket address is made anew for each datagram: some tens of nanoseconds and four small
/// objects next to microseconds in the system call. A cache would need a bound and save nothing
/// that anyone could measure. Neither are flushes collected: on NIO each datagram is a system call
/// of its own in any case.
///
/// Confined to the loop.
final class UdpChannel {
    private static final Logger log = LoggerFactory.getLogger(UdpChannel.class);

    private final DatagramChannel channel;
    private final Endpoint bound;
    private final EventLoopScheduler scheduler;
    private final Observer observer;
    private final ChannelFutureListener countIfUnsent =
            sent -> {
                if (sent.cause() != null) {
                    unsent(IoReason.of(sent.cause()));
                }
            };

    UdpChannel(
            DatagramChannel channel,
            Endpoint bound,
            EventLoopScheduler scheduler,
            Observer observer) {
        this.channel = channel;
        this.bound = bound;
        this.scheduler = scheduler;
        this.observer = observer;
    }

    void listen(Transport.Listener listener) {
        channel.pipeline().addLast(new Receiver(listener));
    }

    void send(Endpoint target, byte[] datagram) {
        if (!bound.speaksFamilyOf(target)) {
            unsent(Transport.otherFamily(bound, target));
            return;
        }
        if (!channel.isWritable()) {
            unsent("the socket accepts no more");
            return;
        }
        var address = new InetSocketAddress(target.address(), target.port());
        channel.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(datagram), address))
                .addListener(countIfUnsent);
    }

    private void unsent(String reason) {
        log.debug("{}: datagram not sent: {}", channel, reason);
        observer.count(Counter.DATAGRAMS_UNSENT);
    }

    private final class Receiver extends SimpleChannelInboundHandler<DatagramPacket> {
        private final Transport.Listener listener;

        Receiver(Transport.Listener listener) {
            this.listener = listener;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
            var sender = packet.sender();
            var source = Endpoint.of(sender.getAddress(), sender.getPort());
            var datagram = ByteBufUtil.getBytes(packet.content());
            scheduler.run(() -> listener.onDatagram(source, datagram));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
            // An ICMP message about an earlier datagram, most likely. Nothing to do: probes notice.
            log.debug("{}: {}", channel, IoReason.of(failure));
        }
    }
}
