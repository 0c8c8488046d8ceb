package io.starling.gossip.sim;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The smallest node there is: it talks to random others at random times and uses every port.
final class Chatter implements Transport.Listener {
    private final NodeRuntime ports;
    private final List<Endpoint> others;
    private int heard;
    private int replies;

    Chatter(NodeRuntime ports, List<Endpoint> others) {
        this.ports = ports;
        this.others = others;
        ports.transport().listen(this);
        ports.scheduler().execute(this::talk);
    }

    int heard() {
        return heard;
    }

    int replies() {
        return replies;
    }

    private void talk() {
        var target = others.get(ports.random().nextInt(others.size()));
        var bytes = new byte[1 + ports.random().nextInt(64)];
        ports.random().nextBytes(bytes);
        ports.transport().send(target, bytes);
        if (bytes.length % 8 == 0) {
            ports.transport().exchange(target, bytes, Duration.ofMillis(500), _ -> replies++);
            ports.storage().append("log", bytes, _ -> {});
        }
        ports.scheduler()
                .schedule(Duration.ofNanos(ports.random().nextInt(20_000_000)), this::talk);
    }

    @Override
    public void onDatagram(Endpoint source, byte[] datagram) {
        heard++;
        if (datagram.length > 60) {
            ports.transport().send(source, new byte[] {(byte) heard});
        }
    }

    @Override
    public void onRequest(Endpoint source, byte[] request, Consumer<byte[]> answer) {
        ports.scheduler().schedule(Duration.ofMillis(1), () -> answer.accept(request));
    }

    /// The digest of ten seconds among twenty of them, with faults.
    static long trace(long seed) {
        return run(seed, 20, Duration.ofSeconds(10)).trace();
    }

    static SimWorld run(long seed, int count, Duration duration) {
        var world = new SimWorld(seed);
        for (int i = 0; i < count; i++) {
            world.addHost("h" + i);
        }
        var endpoints = new ArrayList<Endpoint>();
        world.hosts().forEach(host -> endpoints.add(host.endpoint()));
        world.hosts().forEach(host -> new Chatter(host.start(), endpoints));
        world.network().inject(new Fault.Loss(0.1), duration.dividedBy(3));
        world.network().inject(new Fault.Corrupt(0.1), duration.dividedBy(2));
        world.at(duration.dividedBy(4), () -> world.host("h1").pause());
        world.at(duration.dividedBy(2), () -> world.host("h1").resume());
        world.at(duration.dividedBy(2), () -> world.host("h2").crash(Fault.DiskFate.TORN));
        world.runFor(duration);
        return world;
    }

    /// Prints the trace of a seed, to be compared with that of another process.
    public static void main(String[] args) {
        System.out.println(Long.toHexString(trace(Long.parseLong(args[0]))));
    }
}
