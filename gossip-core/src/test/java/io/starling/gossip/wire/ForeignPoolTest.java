package io.starling.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Pool;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;

class ForeignPoolTest {
    private static final OriginBoot STRANGER = new OriginBoot(1, 2);

    private final PacketCodec ours = Wires.packets();

    @Test
    void namesBothClustersAndTheRemedy() {
        assertThat(refusal(Pool.lan("test", "dc1"), true))
                .isEqualTo(
                        "cluster test/dc1/lan is not ours, prod/dc1/lan: set the same cluster name"
                                + " on both if they belong together, else take the other's address"
                                + " out of the seeds");
    }

    @Test
    void namesBothDatacentersAndTheRemedy() {
        assertThat(refusal(Pool.lan("prod", "dc2"), true))
                .isEqualTo(
                        "cluster prod/dc2/lan is not ours, prod/dc1/lan: set the same datacenter"
                                + " on both if they belong together; different datacenters meet in"
                                + " the wan pool");
    }

    @Test
    void namesBothPoolsAndTheRemedy() {
        assertThat(refusal(new Pool("prod", "", Pool.WAN), true))
                .isEqualTo(
                        "cluster prod//wan is not ours, prod/dc1/lan: a lan port was given where a"
                                + " wan port belongs; correct the port of the address");
    }

    @Test
    void reportsUnlabelledStrangerByItsTag() {
        var stranger = Pool.lan("test", "dc1");
        assertThat(refusal(stranger, false))
                .isEqualTo(
                        "cluster with tag %016x is not ours, prod/dc1/lan with tag %016x: it has not told its name yet; compare cluster name, datacenter and port on both sides"
                                .formatted(stranger.tag(), Samples.POOL.tag()));
    }

    @Test
    void remembersTheNameForUnlabelledDatagrams() {
        var named = refusal(Pool.lan("test", "dc1"), true);
        assertThat(refusal(Pool.lan("test", "dc1"), false)).isEqualTo(named);
    }

    @Test
    void remembersNamesFromStreamsToo() {
        var sealer = new Sealer(Samples.POOL, Samples.BOOT);
        var stranger = new Sealer(Pool.lan("test", "dc1"), STRANGER);
        var frame = new StreamCodec(stranger).encode(Samples.EXCHANGES.getFirst().value());
        assertThat(new StreamCodec(sealer).decode(frame))
                .isInstanceOf(DecodedExchange.Foreign.class);
        assertThat(
                        new PacketCodec(sealer)
                                .decode(
                                        new PacketCodec(stranger).encode(List.of(), false),
                                        _ -> false))
                .asString()
                .contains("cluster test/dc1/lan is not ours, prod/dc1/lan");
    }

    @Test
    void reportsStrangerEvenIfEncrypted() {
        var datagram = foreign(Pool.lan("test", "dc1"), true);
        datagram[3] |= 2;
        datagram[15] = 9;
        assertThat(ours.decode(datagram, _ -> false)).isInstanceOf(Decoded.Foreign.class);
    }

    @Test
    void forgetsTheOldestNameBeyond64() throws MalformedException {
        var pools = new ForeignPools();
        for (int i = 0; i <= ForeignPools.POOLS_MAX; i++) {
            var pool = Pool.lan("c" + i, "dc1");
            pools.witness(pool.tag(), pool.label());
        }
        assertThat(pools.size()).isEqualTo(64);
        assertThat(pools.reason(Pool.lan("c0", "dc1").tag(), Samples.POOL)).contains("with tag");
        assertThat(pools.reason(Pool.lan("c1", "dc1").tag(), Samples.POOL)).contains("c1/dc1/lan");
        assertThat(pools.reason(Pool.lan("c64", "dc1").tag(), Samples.POOL))
                .contains("c64/dc1/lan");
    }

    @Test
    void refusesLabelOfAnotherTag() {
        var datagram = foreign(Pool.lan("test", "dc1"), true);
        ByteBuffer.wrap(datagram).putLong(4, 5);
        assertThat(ours.decode(Wires.whole(datagram), _ -> false))
                .isEqualTo(
                        new Decoded.Malformed(
                                "label \"test/dc1/lan\" does not belong to cluster tag"
                                        + " 0000000000000005"));
    }

    @Test
    void refusesTextThatIsNoLabelAndPrintsItSafely() {
        var datagram = foreign(Pool.lan("test", "dc1"), true);
        var noSlash = HeaderTest.changed(datagram, 45, '\n');
        assertThat(ours.decode(Wires.whole(noSlash), _ -> false))
                .isEqualTo(
                        new Decoded.Malformed(
                                "label must be cluster/datacenter/pool, was"
                                        + " \"test\\u000adc1/lan\""));
        var notUtf8 = HeaderTest.changed(datagram, 41, 0xff);
        assertThat(ours.decode(Wires.whole(notUtf8), _ -> false))
                .asString()
                .contains("label: cluster name must be 1 to 64 letters");
    }

    private String refusal(Pool stranger, boolean labelled) {
        return switch (ours.decode(foreign(stranger, labelled), _ -> false)) {
            case Decoded.Packet packet -> throw new AssertionError(packet);
            case Decoded.Malformed(var reason) -> throw new AssertionError(reason);
            case Decoded.Foreign(var reason) -> reason;
        };
    }

    private static byte[] foreign(Pool stranger, boolean labelled) {
        return new PacketCodec(stranger, STRANGER)
                .encode(List.of(PartCodec.encode(Samples.PING)), labelled);
    }
}
