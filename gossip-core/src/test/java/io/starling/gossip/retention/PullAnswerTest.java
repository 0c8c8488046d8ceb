package io.starling.gossip.retention;

import static io.starling.gossip.model.TestEvents.boot;
import static io.starling.gossip.model.TestEvents.encoded;
import static io.starling.gossip.model.TestEvents.node;
import static io.starling.gossip.model.TestEvents.range;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.OriginBoot;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class PullAnswerTest {
    private static final OriginBoot A = boot(1);
    private static final Duration RETENTION = Duration.ofSeconds(90);

    private final SeenState seen = new SeenState(131_072, 4_096, RETENTION);
    private final EventStore store = new EventStore(RETENTION, 8 << 20);

    @Test
    void bringsWhatItKeepsAndSaysWhatIsGone() {
        see(1, 10);
        keep(4, 5);
        keep(8, 8);
        var answer = answer(range(A, 2, 9));
        assertThat(sequences(answer)).containsExactly(4L, 5L, 8L);
        assertThat(answer.gone()).containsExactly(range(A, 2, 3), range(A, 6, 7), range(A, 9, 9));
    }

    @Test
    void isSilentAboutWhatItLacksItself() {
        see(1, 3);
        see(6, 6);
        assertThat(answer(range(A, 4, 9)).isEmpty()).isTrue();
        assertThat(answer(range(boot(2), 1, 9)).isEmpty()).isTrue();
    }

    @Test
    void isSilentAboutWhatIsFromBeforeItJoined() {
        seen.join(A, 5, 0);
        see(6, 7);
        var answer = answer(range(A, 1, 9));
        assertThat(answer.gone()).containsExactly(range(A, 6, 7));
    }

    @Test
    void bringsAtMostAsManyAsOneAnswerHoldsAndLooksNoFurther() {
        see(1, 200);
        keep(1, 200);
        var answer = answer(range(A, 1, 200), range(boot(2), 1, 1));
        assertThat(answer.events()).hasSize(64);
        assertThat(sequences(answer)).startsWith(1L).endsWith(64L);
        assertThat(answer.gone()).isEmpty();
    }

    @Test
    void answersAnAbsurdRangeCheaply() {
        see(1, 10);
        var answer = answer(range(A, 1, Long.MAX_VALUE));
        assertThat(answer.gone()).containsExactly(range(A, 1, 10));
    }

    @Test
    void passesOverMoreRangesThanOnePullHas() {
        see(1, 1_000);
        var wanted = new ArrayList<EventRange>();
        for (int i = 1; i <= 100; i++) {
            wanted.add(range(A, 2 * i, 2 * i));
        }
        assertThat(PullAnswer.to(wanted, store, seen).gone()).hasSize(PullAnswer.RANGES_MAX);
    }

    private PullAnswer answer(EventRange... wanted) {
        return PullAnswer.to(List.of(wanted), store, seen);
    }

    private void see(long from, long to) {
        for (long sequence = from; sequence <= to; sequence++) {
            seen.witness(new EventKey(A, sequence), node(1), 0);
        }
    }

    private void keep(long from, long to) {
        for (long sequence = from; sequence <= to; sequence++) {
            store.add(encoded(A, sequence), 0);
        }
    }

    private static List<Long> sequences(PullAnswer answer) {
        return answer.events().stream().map(event -> event.key().sequence()).toList();
    }
}
