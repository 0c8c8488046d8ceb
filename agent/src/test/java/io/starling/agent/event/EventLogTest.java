package io.starling.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.agent.cluster.FakeCluster;
import io.starling.agent.config.AgentConfig;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Tags;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.node.NodeListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

class EventLogTest {
    private static final Duration AGE = Duration.ofMinutes(10);

    /// An event without a payload and with a name of one letter.
    private static final int ENTRY_BYTES = 513;

    private final FakeCluster events =
            new FakeCluster(AgentConfig.onLoopback("x"), Tags.NONE, NodeListener.NONE);
    private final EventLog log = log(100 * ENTRY_BYTES);
    private long nanos;

    @Test
    void readsWhatWasAddedInOrderAndOnce() {
        var reader = open(log.now());
        var added = List.of(add("a"), add("b"));
        assertThat(rest(reader)).isEqualTo(added);
        assertThat(rest(reader)).isEmpty();
        var later = add("a");
        assertThat(rest(reader)).containsExactly(later);
    }

    @Test
    void goesOnAtACursor() {
        add("a");
        var reader = open(log.oldest());
        reader.next();
        var cursor = reader.cursor();
        reader.close();
        var second = add("a");
        assertThat(rest(open(cursor))).containsExactly(second);
    }

    /// Whoever reads in pieces, coming back with a cursor each time, reads the log: no more, no
    /// less, or is told how much is missing.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void piecesOfAResumingReaderAddUpToTheLog(long seed) {
        var random = new SplittableRandom(seed);
        var all = new ArrayList<LogEntry>();
        var heard = new ArrayList<LogEntry>();
        var cursor = log.now();
        for (int round = 0; round < 200; round++) {
            for (int i = random.nextInt(60); i > 0; i--) {
                all.add(add("a"));
            }
            var reader = open(cursor);
            for (int i = random.nextInt(60); i > 0; i--) {
                reader.next().ifPresent(heard::add);
            }
            cursor = reader.cursor();
            reader.close();
        }
        heard.addAll(rest(open(cursor)));
        int at = 0;
        for (var entry : heard) {
            if (entry instanceof LogEntry.Evicted(long entries)) {
                at += (int) entries;
            } else {
                assertThat(entry).isEqualTo(all.get(at++));
            }
        }
        assertThat(at).isEqualTo(all.size());
        assertThat(log.evicted()).isPositive();
    }

    @Test
    void keepsABoundedNumberOfBytes() {
        for (int i = 0; i < 250; i++) {
            add("a");
            assertThat(log.bytes()).isLessThanOrEqualTo(100 * ENTRY_BYTES);
        }
        assertThat(log.evicted()).isEqualTo(150);
        assertThat(log.oldest().position()).isEqualTo(150);
    }

    @Test
    void forgetsWhatIsOldWithoutCountingItAsEvicted() {
        add("a");
        nanos += AGE.toNanos() + 1;
        var second = add("a");
        assertThat(rest(open(log.oldest()))).containsExactly(second);
        assertThat(log.evicted()).isZero();
    }

    @Test
    void tellsOfTheGapBeforeACursorThatIsTooOld() {
        var start = log.now();
        var slow = open(start);
        for (int i = 0; i < 105; i++) {
            add("a");
        }
        assertThat(slow.next()).contains(new LogEntry.Evicted(5));
        assertThat(rest(slow)).hasSize(100);
        assertThat(rest(open(start))).startsWith(new LogEntry.Evicted(5)).hasSize(101);
    }

    @Test
    void aReaderOfAQuietNameIsNotLeftBehindByOtherNames() {
        var reader = open("quiet", log.now(), () -> {});
        assertThat(reader.next()).isEmpty();
        for (int i = 0; i < 300; i++) {
            add("busy");
        }
        var wanted = add("quiet");
        assertThat(reader.next()).contains(wanted);
        assertThat(reader.cursor()).isEqualTo(log.now());
    }

    @Test
    void wakesOnlyThoseWhomItConcerns() {
        var woken = new ArrayList<String>();
        open("a", log.now(), () -> woken.add("a"));
        open("b", log.now(), () -> woken.add("b"));
        open(EventLog.ALL, log.now(), () -> woken.add("all"));
        add("a");
        assertThat(woken).containsExactly("a", "all");
        woken.clear();
        log.add(new LogEntry.Missing(new EventRange(new OriginBoot(1, 1), 1, 2)));
        assertThat(woken).containsExactlyInAnyOrder("a", "b", "all");
    }

    @Test
    void aCursorOfAnotherRunOrOfTheFutureIsSomewhereElse() {
        var event = add("a");
        for (var foreign : List.of(new Cursor(99, 0), new Cursor(7, 2))) {
            assertThat(rest(open(foreign))).containsExactly(new LogEntry.Elsewhere(), event);
        }
    }

    @Test
    void refusesOneReaderTooManyUntilOneIsClosed() {
        var open = new ArrayList<EventLog.Reader>();
        for (int i = 0; i < log.readersMax(); i++) {
            assertThat(log.isFull()).isFalse();
            open.add(open(log.now()));
        }
        assertThat(log.isFull()).isTrue();
        assertThat(log.open(EventLog.ALL, log.now(), () -> {})).isEmpty();
        open.getFirst().close();
        open.getFirst().close();
        assertThat(log.reading()).isEqualTo(log.readersMax() - 1);
    }

    @Test
    void releaseWakesReadersForTheLastTime() {
        var woken = new ArrayList<String>();
        var reader = open("a", log.now(), () -> woken.add("a"));
        log.release();
        assertThat(woken).containsExactly("a");
        assertThat(reader.isReleased()).isTrue();
    }

    @Test
    void findsAnEventByItsId() {
        var event = ((LogEntry.Happened) add("a")).event();
        add("b");
        assertThat(log.find(event.id())).contains(event);
        nanos += AGE.toNanos() + 1;
        assertThat(log.find(event.id())).isEmpty();
    }

    @Test
    void theFeedSaysHowManyItCouldNotHold() {
        var tasks = new ArrayList<Runnable>();
        var roomy = log(16 << 20);
        var feed = new EventFeed(new EventRing(1), roomy, tasks::add);
        for (int i = 0; i < EventFeed.CAPACITY + 3; i++) {
            feed.offer(events.event("a", ""));
        }
        tasks.forEach(Runnable::run);
        var reader = roomy.open(EventLog.ALL, roomy.oldest(), () -> {}).orElseThrow();
        assertThat(rest(reader))
                .startsWith(new LogEntry.Overrun(3))
                .hasSize(EventFeed.CAPACITY + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "0000000000000001",
                "0000000000000001-",
                "0000000000000001--1",
                "0000000000000001-9223372036854775808",
                "000000000000000g-1",
                "0000000000000001 1",
                "0000000000000001-1x"
            })
    void whatIsNoCursorIsNotRead(String text) {
        assertThat(Cursor.parse(text)).isEmpty();
    }

    @Test
    void cursorsAreReadAsTheyAreWritten() {
        for (var cursor : List.of(new Cursor(-1, 0), new Cursor(1, Long.MAX_VALUE))) {
            assertThat(Cursor.parse(cursor.toString())).contains(cursor);
        }
    }

    private EventLog log(int bytesMax) {
        return new EventLog(new EventLog.Bounds(AGE, bytesMax, 500), 7, () -> nanos);
    }

    private EventLog.Reader open(Cursor start) {
        return open(EventLog.ALL, start, () -> {});
    }

    private EventLog.Reader open(String name, Cursor start, Runnable onMore) {
        return log.open(name, start, onMore).orElseThrow();
    }

    private static List<LogEntry> rest(EventLog.Reader reader) {
        var rest = new ArrayList<LogEntry>();
        for (var entry = reader.next(); entry.isPresent(); entry = reader.next()) {
            rest.add(entry.get());
        }
        return rest;
    }

    private LogEntry add(String name) {
        UserEvent event = events.event(name, "");
        var entry = new LogEntry.Happened(event);
        log.add(entry);
        return entry;
    }
}
