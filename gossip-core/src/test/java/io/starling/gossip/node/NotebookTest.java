package io.starling.gossip.node;

import static io.starling.gossip.Fixtures.alive;
import static io.starling.gossip.Fixtures.endpoint;
import static io.starling.gossip.Fixtures.id;
import static io.starling.gossip.Fixtures.left;
import static io.starling.gossip.Fixtures.member;
import static io.starling.gossip.Fixtures.suspect;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.starling.gossip.model.Claim;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.StatePage;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Gauge;
import io.starling.gossip.store.IdentityRecord;
import io.starling.gossip.store.SavedState;
import io.starling.gossip.store.StateRecord.Known;
import io.starling.gossip.store.StateRecord.Other;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

class NotebookTest {
    private static final GossipConfig LAN = GossipConfig.LAN;
    private static final Duration CADENCE = Notebook.CADENCE;
    private static final String LOG = SavedState.FILE;
    private static final String FULL = "cannot append: no space left on device; free some";

    @Test
    void identityAndClockAreWrittenAtTheStart() {
        var rig = new Rig(LAN, 0);
        assertThat(identity(rig).id()).isEqualTo(rig.self());
        assertThat(identity(rig).bootOrdinal()).isEqualTo(rig.node.boot().ordinal());
        assertThat(saved(rig).clock()).isEqualTo(new LamportTime(Notebook.CLOCK_MARGIN));
        assertThat(rig.world.writes).containsExactly("replace identity", "append state.log");
    }

    @Test
    void changesOfOneSecondAreWrittenTogether() {
        var rig = new Rig(LAN, 20);
        rig.world.writes.clear();
        rig.advance(CADENCE);
        assertThat(rig.world.writes).containsExactly("append state.log");
        assertThat(saved(rig).members()).hasSize(20);
        assertThat(saved(rig).members().get(id(7)))
                .isEqualTo(new Known(id(7), "n7", endpoint(7), Status.ALIVE));
    }

    @Test
    void nothingIsWrittenWhileNothingChanges() {
        var rig = new Rig(LAN, 0);
        rig.advance(CADENCE);
        rig.world.writes.clear();
        rig.advance(Duration.ofHours(1));
        assertThat(rig.world.writes).isEmpty();
    }

    @Test
    void suspicionsAndRefutationsAreNotWritten() {
        var rig = new Rig(LAN, 3);
        rig.advance(CADENCE);
        rig.world.writes.clear();
        rig.hear(1, suspect(2, 0, 1));
        rig.hear(1, alive(2, 1));
        rig.advance(CADENCE);
        assertThat(rig.world.count(Counter.SUSPICIONS)).isPositive();
        assertThat(rig.world.writes).isEmpty();
    }

    @Test
    void failedAndDepartedMembersAreRememberedAndReapedOnesForgotten() {
        var config =
                LAN.with(LAN.antiEntropy().withRetention(Duration.ofHours(2), Duration.ofHours(1)));
        var rig = new Rig(config, 2);
        rig.hear(1, left(1, 0));
        rig.advance(Duration.ofMinutes(5));
        assertThat(statuses(rig)).isEqualTo(Map.of("n1", Status.LEFT, "n2", Status.DEAD));
        rig.advance(Duration.ofMinutes(70));
        assertThat(statuses(rig)).isEqualTo(Map.of("n2", Status.DEAD));
        rig.advance(Duration.ofHours(2));
        assertThat(statuses(rig)).isEmpty();
    }

    @Test
    void memberThatIsHeardOfWhenItIsDeadAlreadyIsRemembered() {
        var rig = new Rig(LAN, 1);
        var page =
                new StatePage(
                        LamportTime.ZERO,
                        List.of(member(5, Status.DEAD, 0)),
                        Optional.empty(),
                        List.of());
        rig.ask(new Exchange.PushPull(member(1, Status.ALIVE, 0), false, page, Optional.empty()));
        rig.advance(CADENCE);
        assertThat(statuses(rig)).isEqualTo(Map.of("n1", Status.ALIVE, "n5", Status.DEAD));
    }

    @Test
    void manyChangesAreWrittenInBatches() {
        var rig = new Rig(LAN, 1_500);
        rig.world.writes.clear();
        rig.advance(CADENCE);
        assertThat(saved(rig).members()).hasSize(1_024);
        rig.advance(CADENCE);
        assertThat(saved(rig).members()).hasSize(1_500);
        assertThat(rig.world.writes).containsExactly("append state.log", "append state.log");
    }

    @Test
    void logThatHasGrownIsWrittenAnewWithAllThatItKeeps() {
        var rig = new Rig(LAN, 600);
        rig.advance(CADENCE);
        long once = rig.world.file(LOG).length;
        for (int round = 1; !rig.world.writes.contains("replace state.log"); round++) {
            for (int i = 2; i <= 600; i++) {
                rig.hear(1, left(i, round - 1));
                if (i > 100) {
                    rig.hear(1, alive(i, round));
                }
            }
            rig.advance(CADENCE);
            assertThat((long) rig.world.file(LOG).length).isLessThan(128 * 1024);
        }
        assertThat((long) rig.world.file(LOG).length).isLessThan(2 * once);
        assertThat(saved(rig).members()).hasSize(600);
        assertThat(statuses(rig))
                .containsEntry("n2", Status.LEFT)
                .containsEntry("n101", Status.ALIVE);
    }

    @Test
    void fullDiskIsReportedOnceAndHealsByItself() {
        var lines = listen(DiskTrouble.class);
        var rig = new Rig(LAN, 0);
        rig.world.diskFailure = FULL;
        for (int i = 1; i <= 5; i++) {
            rig.hear(i, alive(i, 0));
            rig.advance(CADENCE);
        }
        rig.advance(Duration.ofHours(1));
        assertThat(rig.world.count(Counter.STORAGE_FAILURES)).isBetween(100L, 130L);
        assertThat(unkept(rig)).isBetween(3_590L, 3_610L);
        assertThat(lines.list)
                .singleElement()
                .satisfies(
                        line -> {
                            assertThat(line.getLevel()).isEqualTo(Level.WARN);
                            assertThat(line.getFormattedMessage()).contains("self", FULL);
                        });
        assertThat(saved(rig).members()).isEmpty();

        rig.world.diskFailure = "";
        rig.world.writes.clear();
        rig.advance(Duration.ofSeconds(31));
        assertThat(rig.world.writes).containsExactly("replace state.log");
        assertThat(saved(rig).members()).hasSize(5);
        assertThat(unkept(rig)).isZero();
        assertThat(lines.list).hasSize(2);
        assertThat(lines.list.getLast().getFormattedMessage()).contains("again", "PT1H");
    }

    @Test
    void diskThatIsFullAtTheStartGetsTheIdentityLater() {
        var world = new RecordingRuntime();
        world.diskFailure = FULL;
        var rig = new Rig(LAN, 3, world);
        rig.advance(Duration.ofMinutes(10));
        assertThat(world.files).isEmpty();
        world.diskFailure = "";
        rig.advance(Duration.ofSeconds(31));
        assertThat(identity(rig).id()).isEqualTo(rig.self());
        assertThat(saved(rig).members()).hasSize(3);
    }

    @Test
    void diskThatDoesNotAnswerIsGivenNothingMoreAndIsReported() {
        var lines = listen(DiskTrouble.class);
        var rig = new Rig(LAN, 0);
        rig.advance(CADENCE);
        rig.world.writes.clear();
        rig.world.diskHangs = true;
        for (int i = 1; i <= 40; i++) {
            rig.hear(i, alive(i, 0));
            rig.advance(CADENCE);
        }
        assertThat(rig.world.writes).containsExactly("append state.log");
        assertThat(unkept(rig)).isPositive();
        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.getFirst().getFormattedMessage()).contains("not answered");

        rig.world.wakeDisk();
        rig.advance(Duration.ofSeconds(2));
        assertThat(saved(rig).members()).hasSize(40);
        assertThat(unkept(rig)).isZero();
    }

    @Test
    void tornLogIsWrittenAnewFirst() {
        var first = new Rig(LAN, 5);
        first.advance(CADENCE);
        var world = new RecordingRuntime();
        var log = first.world.file(LOG);
        world.files.put(LOG, Arrays.copyOf(log, log.length - 1));
        var rig = new Rig(LAN, 0, world);
        assertThat(world.writes).containsExactly("replace identity", "replace state.log");
        assertThat(SavedState.recover(world.file(LOG)).damage()).isEmpty();
        assertThat(saved(rig).members()).hasSize(4);
    }

    @Test
    void recordsOfALaterVersionOutliveTheRewriting() {
        var world = new RecordingRuntime();
        var later = new Other(900, new byte[] {1, 2, 3}).encode();
        // The byte at the end makes it be written anew.
        world.files.put(LOG, Arrays.copyOf(later, later.length + 1));
        var rig = new Rig(LAN, 0, world);
        assertThat(world.writes).contains("replace state.log");
        assertThat(saved(rig).others()).singleElement().matches(other -> other.type() == 900);
    }

    @Test
    void identityThatCannotBeReadIsNotWrittenOver() {
        var first = new Rig(LAN, 0);
        var world = new RecordingRuntime();
        world.files.putAll(first.world.files);
        world.unreadable.add(IdentityRecord.FILE);
        var rig = new Rig(LAN, 2, world);
        rig.advance(Duration.ofMinutes(1));
        assertThat(world.writes).doesNotContain("replace identity").contains("append state.log");
        assertThat(identity(rig)).isEqualTo(identity(first));
        assertThat(rig.world.count(Counter.STORAGE_FAILURES)).isEqualTo(1);
    }

    @Test
    void logThatCannotBeReadIsBegunAnew() {
        var first = new Rig(LAN, 5);
        first.advance(CADENCE);
        var world = new RecordingRuntime();
        world.files.putAll(first.world.files);
        world.unreadable.add(LOG);
        var rig = new Rig(LAN, 1, world);
        assertThat(world.writes).contains("replace state.log");
        rig.advance(CADENCE);
        assertThat(saved(rig).members()).hasSize(1);
    }

    /// Lamport: what a node stamps after a restart is later than all that it stamped before.
    @Test
    void restartedNodeStampsLaterThanBefore() {
        var first = new Rig(LAN, 0);
        var before = fire(first, 100);
        var second = first.restarted(LAN);
        var after = fire(second, 1);
        assertThat(after.time()).isGreaterThan(before.time());
        assertThat(fire(second.restarted(LAN), 1).time()).isGreaterThan(after.time());
    }

    @Test
    void clockIsWrittenAgainWhenHalfOfItsMarginIsUsed() {
        var rig = new Rig(LAN, 0);
        fire(rig, (int) (Notebook.CLOCK_MARGIN / 2));
        rig.advance(CADENCE);
        assertThat(saved(rig).clock()).isEqualTo(new LamportTime(Notebook.CLOCK_MARGIN));
        var last = fire(rig, 1);
        rig.advance(CADENCE);
        assertThat(saved(rig).clock())
                .isEqualTo(new LamportTime(last.time().value() + Notebook.CLOCK_MARGIN));
    }

    @Test
    void clockOfAnotherThatIsFarAheadIsWritten() {
        var rig = new Rig(LAN, 1);
        var page = new StatePage(new LamportTime(1L << 31), List.of(), Optional.empty(), List.of());
        rig.ask(new Exchange.PushPull(member(1, Status.ALIVE, 0), false, page, Optional.empty()));
        rig.advance(CADENCE);
        assertThat(saved(rig).clock())
                .isEqualTo(new LamportTime((1L << 31) + Notebook.CLOCK_MARGIN));
    }

    /// It had lost a disk, and its clock stood in the future then: others know it at a boot that
    /// is later than this one.
    @Test
    void bootComesAfterAllThatTheNodeEverSaid() {
        var first = new Rig(LAN, 2);
        long future = first.node.boot().ordinal() + 1_000_000;
        first.hear(1, new Claim.Suspect(first.self(), new Incarnation(future, 4), id(1)));
        var said = first.node.self().incarnation();
        assertThat(said).isEqualTo(new Incarnation(future, 5));
        first.advance(CADENCE);

        var second = first.restarted(LAN);
        assertThat(second.node.self().incarnation()).isGreaterThan(said);
        assertThat(second.self()).isEqualTo(first.self());
    }

    @Test
    void ordinaryRefutationNeedsNoWrite() {
        var rig = new Rig(LAN, 2);
        rig.advance(CADENCE);
        rig.world.writes.clear();
        var self = rig.node.self();
        rig.hear(1, new Claim.Suspect(self.id(), self.incarnation(), id(1)));
        rig.advance(CADENCE);
        assertThat(rig.node.self().incarnation()).isGreaterThan(self.incarnation());
        assertThat(rig.world.writes).isEmpty();
        assertThat(rig.restarted(LAN).node.self().incarnation())
                .isGreaterThan(rig.node.self().incarnation());
    }

    @Test
    void goodbyeIsWrittenAtOnce() {
        var rig = new Rig(LAN, 2);
        rig.advance(CADENCE);
        leave(rig);
        assertThat(saved(rig).departed()).isTrue();
        assertThat(saved(rig).members()).hasSize(2);
    }

    @Test
    void goodbyeIsWrittenWithTheLastBreathIfTheDiskWasBusy() {
        var rig = new Rig(LAN, 2);
        rig.world.diskHangs = true;
        rig.advance(CADENCE);
        leave(rig);
        rig.world.diskHangs = false;
        rig.node.close();
        rig.advance(Duration.ZERO);
        assertThat(saved(rig).departed()).isTrue();
    }

    @Test
    void goodbyeIsForgottenWhenTheNodeMeetsAMember() {
        var rig = new Rig(LAN, 1);
        rig.advance(CADENCE);
        leave(rig);
        var back = rig.restarted(LAN);
        back.advance(Duration.ofMinutes(1));
        assertThat(saved(back).departed()).isTrue();
        back.hear(1, alive(1, 0));
        back.advance(CADENCE);
        assertThat(saved(back).departed()).isFalse();
    }

    @Test
    void changesOfTheLastSecondAreWrittenAtTheEnd() {
        var rig = new Rig(LAN, 3);
        rig.node.close();
        rig.advance(Duration.ZERO);
        assertThat(saved(rig).members()).hasSize(3);
    }

    @Test
    void membersThatWereNotMetAgainAreKeptUntilTheirTimeIsOver() {
        var first = new Rig(LAN, 5);
        first.advance(CADENCE);
        var second = first.restarted(LAN);
        // Alone, for longer than the dead are remembered: all that it has is its memory.
        second.advance(Duration.ofHours(80));
        assertThat(saved(second).members()).hasSize(5);
        second.hear(1, alive(1, 0));
        second.advance(CADENCE.multipliedBy(2));
        assertThat(saved(second).members()).containsOnlyKeys(id(1));
    }

    @Test
    void nothingIsWrittenWhereNothingLasts() {
        var world = new RecordingRuntime();
        world.diskIsDurable = false;
        var rig = new Rig(LAN, 10, world);
        rig.advance(Duration.ofMinutes(5));
        leave(rig);
        rig.node.close();
        rig.advance(Duration.ZERO);
        assertThat(world.writes).isEmpty();
    }

    private static void leave(Rig rig) {
        var _ = rig.node.leave();
        rig.advance(Duration.ZERO);
    }

    /// @return the last of so many events
    private static UserEvent fire(Rig rig, int count) {
        for (int i = 1; i < count; i++) {
            var _ = rig.node.fire(EventRequest.of("tick", new byte[0]));
            if (i % 100 == 0) {
                rig.advance(Duration.ZERO);
            }
        }
        var last = rig.node.fire(EventRequest.of("tick", new byte[0]));
        rig.advance(Duration.ZERO);
        return last.join();
    }

    private static long unkept(Rig rig) {
        return rig.world.gauges.getOrDefault(Gauge.STATE_UNKEPT_SECONDS, -1L);
    }

    private static SavedState saved(Rig rig) {
        return SavedState.recover(rig.world.file(LOG)).state();
    }

    private static IdentityRecord identity(Rig rig) {
        return IdentityRecord.decode(rig.world.file(IdentityRecord.FILE)).orElseThrow();
    }

    private static Map<String, Status> statuses(Rig rig) {
        return saved(rig).members().values().stream()
                .collect(Collectors.toMap(Known::name, Known::status));
    }

    private static ListAppender<ILoggingEvent> listen(Class<?> speaker) {
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        var logger = (Logger) LoggerFactory.getLogger(speaker);
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(lines);
        return lines;
    }
}
