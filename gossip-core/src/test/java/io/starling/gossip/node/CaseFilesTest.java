package io.starling.gossip.node;

import static io.starling.gossip.Fixtures.alive;
import static io.starling.gossip.Fixtures.dead;
import static io.starling.gossip.Fixtures.endpoint;
import static io.starling.gossip.Fixtures.id;
import static io.starling.gossip.Fixtures.incarnation;
import static io.starling.gossip.Fixtures.left;
import static io.starling.gossip.Fixtures.suspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.membership.LocalHealth;
import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Message;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class CaseFilesTest {

    @Test
    void tellsWhoSuspectedConfirmedAndDeclaredAndThatItReturned() {
        var rig = new Rig(GossipConfig.LAN, 5);
        rig.hear(2, suspect(1, 0, 2));
        rig.advance(Duration.ofMillis(100));
        rig.hear(3, suspect(1, 0, 3));
        rig.hear(3, suspect(1, 0, 3));
        rig.hear(2, dead(1, 0, 2));
        rig.hear(1, alive(1, 1));
        assertThat(history(rig, "n1"))
                .extracting(CaseNote::what)
                .containsExactly(
                        new CaseNote.Suspected(incarnation(0), "n2"),
                        new CaseNote.Confirmed(incarnation(0), "n3"),
                        new CaseNote.DeclaredFailed(incarnation(0), "n2"),
                        new CaseNote.Returned(incarnation(1), endpoint(1)));
    }

    @Test
    void agesByTheMonotonicClockAndKeepsTheWallClockAndTheHealth() {
        var rig = new Rig(GossipConfig.LAN, 3);
        long before = rig.world.ports().clock().wallMicros();
        rig.hear(2, suspect(1, 0, 2));
        rig.hear(1, alive(1, 1));
        rig.advance(Duration.ofMillis(700));
        var notes = history(rig, "n1");
        assertThat(notes).hasSize(2);
        assertThat(notes.getFirst().age()).isEqualTo(Duration.ofMillis(700));
        assertThat(notes.getFirst().wallMicros()).isEqualTo(before);
        assertThat(notes.getFirst().localHealth()).isZero();
        assertThat(notes.getLast().what()).isEqualTo(new CaseNote.Refuted(incarnation(1)));
    }

    @Test
    void tellsWhatThisNodesOwnProbeFound() {
        var rig = new Rig(GossipConfig.LAN, 3);
        rig.world.sent.clear();
        for (int i = 0; i < 2_000 && rig.sent(Message.Ping.class).isEmpty(); i++) {
            rig.advance(Duration.ofMillis(1));
        }
        var probed = rig.sent(Message.Ping.class).getFirst().target();
        rig.advance(GossipConfig.LAN.probing().timeout());
        var request = rig.sent(Message.PingRequest.class).getFirst();
        rig.hear(2, new Message.Nack(request.sequence()));
        rig.advance(GossipConfig.LAN.probing().interval());
        var notes = history(rig, "n" + probed.low());
        assertThat(notes)
                .extracting(CaseNote::what)
                .startsWith(
                        new CaseNote.ProbeFailed(GossipConfig.LAN.probing().interval(), 2, 1),
                        new CaseNote.Suspected(incarnation(0), "self"));
        assertThat(notes.getFirst().what().text())
                .isEqualTo(
                        "did not answer a probe of this node within 1.0 s: not directly, not"
                                + " through helpers (2 asked, 1 got no answer either), not over a"
                                + " stream");
        // The probe's failure lowered the health after it was noted.
        assertThat(notes.getLast().localHealth()).isEqualTo(1);
    }

    /// An answer over a stream is no evidence against a member.
    @Test
    void nothingIsHeldAgainstAMemberThatAnswersOverAStream() {
        var rig = new Rig(GossipConfig.LAN, 1);
        for (int i = 0; i < 2_000 && rig.world.begun.isEmpty(); i++) {
            rig.advance(Duration.ofMillis(1));
        }
        rig.answer(rig.world.begun.getFirst(), new Exchange.StreamAck());
        rig.advance(Duration.ofMillis(600));
        assertThat(history(rig, "n1")).isEmpty();
    }

    @Test
    void tellsGoodbyesMovesAndWhatIsSaidOfThisNode() {
        var rig = new Rig(GossipConfig.LAN, 3);
        rig.hear(1, left(1, 0));
        var n2 = alive(2, 1);
        rig.hear(
                2,
                new Claim.Alive(
                        n2.subject(),
                        n2.incarnation(),
                        n2.name(),
                        endpoint(20),
                        n2.boot(),
                        n2.protocol(),
                        n2.tags()));
        var self = rig.node.self();
        rig.hear(3, new Claim.Suspect(self.id(), self.incarnation(), id(3)));
        assertThat(history(rig, "n1"))
                .extracting(CaseNote::what)
                .containsExactly(new CaseNote.Departed(incarnation(0)));
        assertThat(history(rig, "n2"))
                .extracting(CaseNote::what)
                .containsExactly(new CaseNote.Moved(endpoint(2), endpoint(20)));
        assertThat(history(rig, "self"))
                .extracting(CaseNote::what)
                .containsExactly(new CaseNote.Refuted(self.incarnation().next()));
    }

    @Test
    void nothingIsNotedOfAMemberThatOnlyJoined() {
        var rig = new Rig(GossipConfig.LAN, 3);
        assertThat(history(rig, "n1")).isEmpty();
        assertThat(history(rig, "nobody")).isEmpty();
    }

    @Test
    void keepsTheLast16NotesOfAFile() {
        var files = files();
        for (int i = 0; i < 20; i++) {
            files.note("a", new CaseNote.Refuted(incarnation(i)));
        }
        assertThat(files.of("a")).hasSize(CaseFiles.NOTES_MAX);
        assertThat(files.of("a").getFirst().what()).isEqualTo(new CaseNote.Refuted(incarnation(4)));
        assertThat(files.of("a").getLast().what()).isEqualTo(new CaseNote.Refuted(incarnation(19)));
    }

    @Test
    void forgetsTheFileToWhichNothingWasAddedForTheLongest() {
        var files = files();
        for (int i = 0; i < CaseFiles.FILES_MAX; i++) {
            files.note("m" + i, new CaseNote.Forgotten());
        }
        files.note("m0", new CaseNote.Forgotten());
        files.note("one more", new CaseNote.Forgotten());
        assertThat(files.of("m0")).hasSize(2);
        assertThat(files.of("m1")).isEmpty();
        assertThat(files.of("m2")).hasSize(1);
        assertThat(files.of("one more")).hasSize(1);
    }

    @Test
    void followsAFileOnlyWhereThereIsOne() {
        var files = files();
        files.follow("a", new CaseNote.Forgotten());
        assertThat(files.of("a")).isEmpty();
        files.note("a", new CaseNote.Forgotten());
        files.follow("a", new CaseNote.Forgotten());
        assertThat(files.of("a")).hasSize(2);
    }

    private static CaseFiles files() {
        return new CaseFiles(new RecordingRuntime().ports().clock(), new LocalHealth(8));
    }

    private static List<CaseNote> history(Rig rig, String name) {
        var answer = rig.node.history(name);
        rig.advance(Duration.ZERO);
        return answer.join();
    }
}
