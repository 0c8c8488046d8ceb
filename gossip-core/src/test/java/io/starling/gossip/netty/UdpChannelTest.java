package io.starling.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.RecordingListener;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A socket that takes no more, which loopback alone never brings about.
@Tag("integration")
class UdpChannelTest {
    private static final int ANY_BIT = 1;

    @Test
    void datagramForAFullSocketIsDroppedAndCounted() {
        var observer = new RecordingObserver();
        var listener = RecordingListener.silent();
        try (var loops = NettyLoops.create(1, "test-loop")) {
            var scheduler = new EventLoopScheduler(loops.next(), observer);
            var sockets =
                    BoundSockets.bind(
                            NettyWorld.LOOPBACK,
                            1_400,
                            scheduler.eventLoop(),
                            new ChannelInboundHandlerAdapter());
            var channel = new UdpChannel(sockets.udp(), sockets.endpoint(), scheduler, observer);
            var pending = sockets.udp().unsafe().outboundBuffer();
            assertThat(pending).isNotNull();
            RealLoop.run(
                    scheduler,
                    () -> {
                        channel.listen(listener);
                        sockets.listen();
                        pending.setUserDefinedWritability(ANY_BIT, false);
                        channel.send(sockets.endpoint(), new byte[] {1});
                        pending.setUserDefinedWritability(ANY_BIT, true);
                        channel.send(sockets.endpoint(), new byte[] {2});
                    });
            RealLoop.runUntil(scheduler, () -> !listener.datagrams.isEmpty());
            assertThat(listener.datagrams.getFirst().bytes()).containsExactly(2);
            assertThat(observer.total(Counter.DATAGRAMS_UNSENT)).isEqualTo(1);
        }
    }
}
