package io.starling.gossip.store;

import static io.starling.gossip.Fixtures.endpoint;
import static io.starling.gossip.Fixtures.id;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Status;
import io.starling.gossip.store.StateRecord.Clock;
import io.starling.gossip.store.StateRecord.Departed;
import io.starling.gossip.store.StateRecord.Gone;
import io.starling.gossip.store.StateRecord.Known;
import io.starling.gossip.store.StateRecord.Other;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

class SavedStateTest {

    @Test
    void stateThatWasNeverWrittenIsNothing() {
        assertThat(recover(new byte[0]).state()).isEqualTo(SavedState.NONE);
    }

    @Test
    void laterRecordsReplaceEarlierOnes() {
        var state =
                recover(
                                log(
                                        new Clock(new LamportTime(5)),
                                        known(1, Status.ALIVE),
                                        known(2, Status.ALIVE),
                                        new Departed(true),
                                        known(1, Status.DEAD),
                                        new Gone(id(2)),
                                        known(3, Status.LEFT),
                                        new Departed(false),
                                        new Clock(new LamportTime(-2))))
                        .state();
        assertThat(state.clock()).isEqualTo(new LamportTime(-2));
        assertThat(state.departed()).isFalse();
        assertThat(state.members().values())
                .containsExactly(known(1, Status.DEAD), known(3, Status.LEFT));
    }

    @Test
    void suspectIsRememberedAsAlive() {
        assertThat(known(1, Status.SUSPECT)).isEqualTo(known(1, Status.ALIVE));
    }

    @Test
    void recordsHaveTheirBytesForGood() {
        assertThat(hex(new Clock(new LamportTime(0x0102030405060708L))))
                .isEqualTo("00000008" + "0001" + "e4ca297e" + "0102030405060708");
        assertThat(hex(known(258, Status.DEAD)))
                .isEqualTo(
                        "00000027"
                                + "0002"
                                + "e3da20fd"
                                // Id, address, port, status, name.
                                + "00000000000000000000000000000102"
                                + "00000000000000000000ffff0a000102"
                                + "206d"
                                + "03"
                                + "6e323538");
        assertThat(hex(new Gone(id(1))))
                .isEqualTo("00000010" + "0003" + "92d5732c" + "0".repeat(31) + "1");
        assertThat(hex(new Departed(true))).isEqualTo("00000001" + "0004" + "da9a220a" + "01");
    }

    @Test
    void wholeStateComesBackAsItWasWritten() {
        var state =
                SavedState.of(
                        new LamportTime(77),
                        true,
                        List.of(
                                known(2, Status.LEFT),
                                new Known(
                                        id(1),
                                        "größer",
                                        Endpoint.parse("[2001:db8::1]:65535", 0).orElseThrow(),
                                        Status.ALIVE)),
                        List.of(new Other(99, new byte[] {1, 2})));
        var recovered = recover(state.encode());
        assertThat(recovered.damage()).isEmpty();
        assertThat(recovered.state().clock()).isEqualTo(state.clock());
        assertThat(recovered.state().departed()).isTrue();
        assertThat(recovered.state().members()).isEqualTo(state.members());
        assertThat(recovered.state().encode()).isEqualTo(state.encode());
    }

    @Test
    void everyPrefixGivesThePastThatItHolds() {
        var records =
                List.of(
                        new Clock(new LamportTime(1)),
                        known(1, Status.ALIVE),
                        known(2, Status.ALIVE),
                        new Gone(id(1)),
                        new Departed(true));
        var file = log(records.toArray(StateRecord[]::new));
        for (int cut = 0; cut <= file.length; cut++) {
            var prefix = Arrays.copyOf(file, cut);
            int whole = RecordLog.scan(prefix, (_, _) -> {}).records();
            var expected = log(records.subList(0, whole).toArray(StateRecord[]::new));
            assertThat(recover(prefix).state())
                    .as("cut at %d", cut)
                    .isEqualTo(recover(expected).state());
            assertThat(recover(prefix).goodBytes()).isEqualTo(expected.length);
        }
    }

    @Test
    void everyFlippedByteGivesAPastThatTheLogOnceHeld() {
        var records =
                List.of(
                        new Clock(new LamportTime(1)),
                        known(1, Status.ALIVE),
                        known(2, Status.DEAD),
                        new Departed(true));
        var pasts = new ArrayList<SavedState>();
        for (int i = 0; i <= records.size(); i++) {
            pasts.add(recover(log(records.subList(0, i).toArray(StateRecord[]::new))).state());
        }
        var file = log(records.toArray(StateRecord[]::new));
        for (int at = 0; at < file.length; at++) {
            for (int flip : new int[] {0x01, 0x80, 0xff}) {
                var damaged = file.clone();
                damaged[at] ^= (byte) flip;
                assertThat(pasts).as("byte %d", at).contains(recover(damaged).state());
                assertThat(recover(damaged).damage()).as("byte %d", at).isPresent();
            }
        }
    }

    @Test
    void recordsOfALaterVersionAreCarriedOver() {
        var later = new Other(4_711, "of tomorrow".getBytes(StandardCharsets.UTF_8));
        var state = recover(log(known(1, Status.ALIVE), later, new Departed(true))).state();
        var again = recover(state.encode()).state();
        assertThat(again.departed()).isTrue();
        assertThat(again.others())
                .singleElement()
                .satisfies(
                        other -> {
                            assertThat(other.type()).isEqualTo(4_711);
                            assertThat(other.body()).asString().isEqualTo("of tomorrow");
                        });
    }

    /// Its checksum is right, so somebody meant it: a later version gave the type another shape.
    @Test
    void recordsOfAnotherShapeAreCarriedOver() {
        var shapes =
                List.of(
                        new Other(RecordType.CLOCK, new byte[9]),
                        new Other(RecordType.KNOWN, new byte[RecordType.KNOWN_FIXED_BYTES]),
                        // No such status.
                        new Other(RecordType.KNOWN, nameless((byte) 9, "n".getBytes())),
                        // Not UTF-8, a control character, and a name that is too long.
                        new Other(RecordType.KNOWN, nameless((byte) 1, new byte[] {(byte) 0xff})),
                        new Other(RecordType.KNOWN, nameless((byte) 1, new byte[] {7})),
                        new Other(RecordType.KNOWN, nameless((byte) 1, "n".repeat(129).getBytes())),
                        new Other(RecordType.GONE, new byte[15]),
                        new Other(RecordType.DEPARTED, new byte[] {2}),
                        new Other(RecordType.DEPARTED, new byte[0]));
        var state = recover(log(shapes.toArray(StateRecord[]::new))).state();
        assertThat(state.members()).isEmpty();
        assertThat(state.departed()).isFalse();
        assertThat(state.others()).hasSameSizeAs(shapes);
    }

    @Test
    void recordsOfALaterVersionAreBoundedAndTheOldestGivenUp() {
        int body = 1_000;
        int fitting = SavedState.OTHERS_BYTES_MAX / (body + RecordLog.HEADER_BYTES);
        var many =
                IntStream.rangeClosed(1, fitting + 1)
                        .<StateRecord>mapToObj(type -> new Other(1_000 + type, new byte[body]))
                        .toArray(StateRecord[]::new);
        assertThat(recover(log(Arrays.copyOf(many, fitting))).dropped()).isZero();
        var recovered = recover(log(many));
        assertThat(recovered.dropped()).isEqualTo(1);
        assertThat(recovered.state().others()).hasSize(fitting);
        assertThat(recovered.state().others().getFirst().type()).isEqualTo(1_002);
    }

    @Test
    void membersAreBounded() {
        int max = SavedState.MEMBERS_MAX;
        var many =
                IntStream.rangeClosed(1, max + 1)
                        .<StateRecord>mapToObj(number -> known(number, Status.ALIVE))
                        .toArray(StateRecord[]::new);
        assertThat(recover(log(Arrays.copyOf(many, max))).dropped()).isZero();
        var recovered = recover(log(many));
        assertThat(recovered.dropped()).isEqualTo(1);
        assertThat(recovered.state().members()).hasSize(max).doesNotContainKey(id(max + 1));

        // Who is known already is not one more.
        var changed = Arrays.copyOf(many, max + 1);
        changed[max] = known(1, Status.DEAD);
        assertThat(recover(log(changed)).dropped()).isZero();
        assertThat(recover(log(changed)).state().members().get(id(1)))
                .isEqualTo(known(1, Status.DEAD));
        assertThat(
                        SavedState.of(
                                        LamportTime.ZERO,
                                        false,
                                        IntStream.rangeClosed(1, max + 1)
                                                .mapToObj(number -> known(number, Status.ALIVE))
                                                .toList(),
                                        List.of())
                                .members())
                .hasSize(max);
    }

    /// The largest state there can be is smaller than what is read of a file.
    @Test
    void largestStateFitsTheFile() {
        var name = "n".repeat(128);
        var members =
                IntStream.range(0, SavedState.MEMBERS_MAX)
                        .mapToObj(i -> new Known(id(i), name, endpoint(i), Status.ALIVE))
                        .toList();
        var others = new Other(9, new byte[SavedState.OTHERS_BYTES_MAX / 17]);
        var full =
                SavedState.of(
                        LamportTime.ZERO,
                        false,
                        members,
                        java.util.Collections.nCopies(16, others));
        assertThat(full.encode().length).isLessThan(RecordLog.FILE_BYTES_MAX / 2);
        assertThat(recover(full.encode()).damage()).isEmpty();
    }

    @Test
    void noiseBehindSoundRecordsChangesNothing() {
        var sound = log(new Clock(new LamportTime(9)), known(1, Status.ALIVE));
        var random = new Random(3);
        for (int i = 0; i < 500; i++) {
            var noise = new byte[1 + random.nextInt(100)];
            random.nextBytes(noise);
            var file = Arrays.copyOf(sound, sound.length + noise.length);
            System.arraycopy(noise, 0, file, sound.length, noise.length);
            assertThat(recover(file).state()).isEqualTo(recover(sound).state());
            assertThat(recover(file).goodBytes()).isEqualTo(sound.length);
        }
    }

    private static Known known(int number, Status status) {
        return new Known(id(number), "n" + number, endpoint(number), status);
    }

    private static byte[] nameless(byte status, byte[] name) {
        var body = new byte[RecordType.KNOWN_FIXED_BYTES + name.length];
        body[RecordType.KNOWN_FIXED_BYTES - 1] = status;
        System.arraycopy(name, 0, body, RecordType.KNOWN_FIXED_BYTES, name.length);
        return body;
    }

    private static SavedState.Recovered recover(byte[] file) {
        return SavedState.recover(file);
    }

    private static byte[] log(StateRecord... records) {
        var out = new ByteArrayOutputStream();
        for (var record : records) {
            out.writeBytes(record.encode());
        }
        return out.toByteArray();
    }

    private static String hex(StateRecord record) {
        return HexFormat.of().formatHex(record.encode());
    }
}
