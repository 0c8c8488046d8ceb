package io.starling.gossip.dissemination;

import static io.starling.gossip.Fixtures.id;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class RumorQueueTest {
    private static final int ENOUGH = 3;
    private final RumorQueue queue = new RumorQueue(4);

    @Test
    void theLeastToldGoFirstAmongThemTheNewest() {
        queue.add(id(1), rumor(1));
        assertThat(queue.take(100, ENOUGH)).containsExactly(rumor(1));
        queue.add(id(2), rumor(2));
        queue.add(id(3), rumor(3));
        assertThat(queue.take(100, ENOUGH)).containsExactly(rumor(3), rumor(2), rumor(1));
    }

    @Test
    void aRumorToldEnoughIsDropped() {
        queue.add(id(1), rumor(1));
        for (int i = 0; i < ENOUGH; i++) {
            assertThat(queue.take(100, ENOUGH)).hasSize(1);
        }
        assertThat(queue.take(100, ENOUGH)).isEmpty();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void newsOfASubjectReplacesWhatIsOlderAndStartsAfresh() {
        queue.add(id(1), rumor(1));
        queue.take(100, ENOUGH);
        queue.take(100, ENOUGH);
        queue.add(id(1), rumor(9));
        assertThat(queue.size()).isEqualTo(1);
        for (int i = 0; i < ENOUGH; i++) {
            assertThat(queue.take(100, ENOUGH)).containsExactly(rumor(9));
        }
        assertThat(queue.take(100, ENOUGH)).isEmpty();
    }

    @Test
    void takesWhatFitsAndLeavesTheRestUntold() {
        queue.add(id(1), new byte[60]);
        queue.add(id(2), new byte[50]);
        assertThat(queue.take(100, ENOUGH)).extracting(bytes -> bytes.length).containsExactly(50);
        assertThat(queue.take(100, ENOUGH)).extracting(bytes -> bytes.length).containsExactly(60);
        assertThat(queue.take(49, ENOUGH)).isEmpty();
    }

    @Test
    void givesUpTheRumorToldMostOftenWhenFull() {
        queue.add(id(1), rumor(1));
        queue.take(100, ENOUGH);
        for (int number = 2; number <= 4; number++) {
            assertThat(queue.add(id(number), rumor(number))).isZero();
        }
        assertThat(queue.add(id(5), rumor(5))).isEqualTo(1);
        assertThat(queue.size()).isEqualTo(4);
        assertThat(queue.take(100, ENOUGH)).containsExactly(rumor(5), rumor(4), rumor(3), rumor(2));
    }

    @Test
    void forgetsASubject() {
        queue.add(id(1), rumor(1));
        queue.remove(id(1));
        queue.remove(id(2));
        assertThat(queue.take(100, ENOUGH)).isEqualTo(List.of());
    }

    private static byte[] rumor(int number) {
        return new byte[] {(byte) number};
    }
}
