package io.starling.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Parser;

import io.starling.gossip.model.Part;
import io.starling.gossip.wire.Samples.Sample;
import io.starling.gossip.wire.proto.Wire;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Damaged input, by the hundred thousand. A failure prints the seed; repeat it with
/// `-Dstarling.fuzz.seed=SEED -Dtest=WireFuzzTest`.
class WireFuzzTest {
    private static final int MUTATIONS = 200_000;
    private static final int RANDOM_BUFFERS = 100_000;
    /// Varints of 2^28 - 1, 2^31 - 1, 2^32 - 1 and 2^64 - 1.
    private static final List<String> ABSURD =
            List.of("ffffff7f", "ffffffff07", "ffffffff0f", "ffffffffffffffffff01");

    private final long seed = Long.getLong("starling.fuzz.seed", System.nanoTime());
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    private final PacketCodec packets = Wires.packets();
    private final StreamCodec streams = Wires.streams();
    private int accepted;

    @Test
    void survivesMutations() {
        var corpus = corpus();
        for (int i = 0; i < MUTATIONS; i++) {
            var input = corpus.get(random.nextInt(corpus.size()));
            for (int times = 1 + random.nextInt(3); times > 0; times--) {
                input = mutated(input, corpus.get(random.nextInt(corpus.size())));
            }
            decode(input);
        }
        // Else the mutations only ever hit the header and show nothing.
        assertThat(accepted).as("accepted, seed %d", seed).isGreaterThan(MUTATIONS / 100);
    }

    @Test
    void survivesRandomBuffers() {
        for (int i = 0; i < RANDOM_BUFFERS; i++) {
            var input = new byte[random.nextInt(200)];
            random.nextBytes(input);
            decode(input);
            decode(packets.encode(List.of(input), i % 2 == 0));
        }
    }

    private void decode(byte[] damaged) {
        // Most with the right checksum, else nothing behind it would be reached.
        var input = random.nextInt(20) == 0 ? damaged : Wires.whole(damaged);
        try {
            boolean lazy = random.nextBoolean();
            if (packets.decode(input, _ -> lazy) instanceof Decoded.Packet(var parts, _, _)
                    && !lazy) {
                accepted++;
                agreesWithGeneratedParser(input);
                comesBack(parts);
            }
            if (streams.decode(input) instanceof DecodedExchange.Message(_, var exchange)) {
                accepted++;
                generated(Wire.Exchange.parser(), body(input));
                var again = new DecodedExchange.Message(Samples.BOOT, exchange);
                same(streams.decode(streams.encode(exchange)), again);
            }
        } catch (Exception | AssertionError | StackOverflowError escaped) {
            throw new AssertionError(
                    "seed %d, input %s".formatted(seed, HexFormat.of().formatHex(input)), escaped);
        }
    }

    /// What we take, any implementation takes that is made from the schema.
    private static void agreesWithGeneratedParser(byte[] input) throws IOException {
        for (var part : generated(Wire.Packet.parser(), body(input)).getPartList()) {
            generated(Wire.UserEvent.parser(), part.getEventCopy().getEvent().toByteArray());
        }
    }

    private static <T> T generated(Parser<T> parser, byte[] bytes) throws IOException {
        return parser.parseFrom(bytes);
    }

    /// What we take is within the limits of what we send, and means the same when we send it.
    private void comesBack(List<Part> parts) {
        var again = packets.encode(parts.stream().map(PartCodec::encode).toList(), false);
        same(packets.decode(again, _ -> false), new Decoded.Packet(parts, 0, List.of()));
    }

    /// Unlike `assertThat`, without a description of what is the same a hundred thousand times.
    private static void same(Object actual, Object expected) {
        if (!actual.equals(expected)) {
            throw new AssertionError("%s became %s".formatted(expected, actual));
        }
    }

    private static byte[] body(byte[] input) {
        return Arrays.copyOfRange(input, new Header(input).bodyAt(), input.length);
    }

    private static List<byte[]> corpus() {
        var corpus = new ArrayList<byte[]>();
        for (var part : Samples.PARTS) {
            corpus.add(Wires.datagram(part.value()));
        }
        for (var exchange : Samples.EXCHANGES) {
            corpus.add(Wires.streams().encode(exchange.value()));
        }
        corpus.add(Wires.datagram(Samples.PARTS.stream().map(Sample::value).toArray(Part[]::new)));
        corpus.add(GoldenBytesTest.golden("newer-release"));
        corpus.add(GoldenBytesTest.golden("labelled"));
        return corpus;
    }

    private byte[] mutated(byte[] input, byte[] other) {
        return switch (random.nextInt(6)) {
            case 0 -> {
                var flipped = input.clone();
                if (flipped.length > 0) {
                    flipped[place(input)] ^= (byte) (1 << random.nextInt(8));
                }
                yield flipped;
            }
            case 1 -> {
                var changed = input.clone();
                if (changed.length > 0) {
                    changed[place(input)] = (byte) random.nextInt();
                }
                yield changed;
            }
            case 2 -> Arrays.copyOf(input, place(input));
            case 3 -> {
                var extended = Arrays.copyOf(input, input.length + 1 + random.nextInt(16));
                for (int i = input.length; i < extended.length; i++) {
                    extended[i] = (byte) random.nextInt();
                }
                yield extended;
            }
            case 4 ->
                    spliced(
                            input,
                            place(input),
                            Arrays.copyOfRange(other, place(other), other.length));
            default -> {
                var absurd = ABSURD.get(random.nextInt(ABSURD.size()));
                yield spliced(input, place(input), HexFormat.of().parseHex(absurd));
            }
        };
    }

    /// Puts `insert` over what stands at `at`, as far as it reaches.
    private static byte[] spliced(byte[] input, int at, byte[] insert) {
        var spliced = Arrays.copyOf(input, Math.max(input.length, at + insert.length));
        System.arraycopy(insert, 0, spliced, at, insert.length);
        return spliced;
    }

    /// In the header now and then, in the body else.
    private int place(byte[] input) {
        int from = random.nextInt(20) == 0 ? 0 : Math.min(Header.BYTES, input.length - 1);
        return input.length == 0 ? 0 : random.nextInt(Math.max(0, from), input.length);
    }
}
