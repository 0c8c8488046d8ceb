package io.starling.gossip.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.runtime.Counter;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;

class FireDoorTest {
    private final Rig rig = new Rig(GossipConfig.LAN, 0);

    @Test
    void refusesWhoFiresWithoutWaitingAndTakesThemAgainWhenTheLoopHasCaughtUp() {
        var fired = new ArrayList<CompletableFuture<UserEvent>>();
        for (int i = 0; i < FireDoor.WAITING_MAX; i++) {
            fired.add(fire());
        }
        assertThat(fire())
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(EventRefusedException.Overloaded.class)
                .withMessageContaining("8192 fires are waiting");
        assertThat(rig.world.count(Counter.EVENTS_REFUSED)).isZero();

        rig.advance(Duration.ZERO);
        assertThat(fired).allMatch(CompletableFuture::isDone);
        assertThat(rig.world.count(Counter.EVENTS_REFUSED)).isEqualTo(1);
        assertThat(rig.world.count(Counter.EVENTS_FIRED)).isEqualTo(FireDoor.WAITING_MAX);
        var next = fire();
        rig.advance(Duration.ZERO);
        assertThat(next).isCompleted();
    }

    private CompletableFuture<UserEvent> fire() {
        return rig.node.fire(EventRequest.of("x", new byte[10]));
    }
}
