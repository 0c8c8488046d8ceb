package io.starling.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.starling.agent.cluster.FakeCluster;
import io.starling.agent.config.AgentConfig;
import io.starling.agent.config.WatchConfig.Handler.Script;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;
import io.starling.gossip.node.NodeListener;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Real programs, of the kinds that stop or bloat whoever runs them carelessly.
@Tag("integration")
@Timeout(60)
class ScriptHandlerTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(500);

    @TempDir Path directory;

    private final FakeCluster cluster =
            new FakeCluster(AgentConfig.onLoopback("here"), Tags.NONE, NodeListener.NONE);

    @Test
    void theEventsComeOnStandardInputAsOneLineOfJson() throws IOException {
        var first = cluster.event("a<b", "one");
        var second = cluster.event("x", "");
        var batch =
                Batch.ofEvents(List.of(new Happening.Fired(first), new Happening.Fired(second)));
        run(LONG, batch, "cat >" + directory.resolve("in"));
        assertThat(Files.readString(directory.resolve("in")))
                .isEqualTo(
                        """
                        [{"ID":"%s","Name":"a\\u003cb","Payload":"b25l","NodeFilter":"",\
                        "ServiceFilter":"","TagFilter":"","Version":1,"LTime":1},\
                        {"ID":"%s","Name":"x","Payload":null,"NodeFilter":"",\
                        "ServiceFilter":"","TagFilter":"","Version":1,"LTime":2}]
                        """
                                .formatted(first.id(), second.id()));
    }

    @Test
    void theEnvironmentTellsOfTheLastEventAndOfTheNode() throws IOException {
        var first = cluster.event("first", "");
        var last = cluster.event("last one", "");
        var missed = new Happening.Missed(7, List.of("i"));
        var batch =
                Batch.ofEvents(
                        List.of(new Happening.Fired(first), new Happening.Fired(last), missed));
        run(LONG, batch, "env | grep -E '^(STARLING_(EVENT|NODE|GAP|MEMBER)|CONSUL)' >" + out());
        assertThat(Files.readAllLines(out()))
                .containsExactlyInAnyOrder(
                        "CONSUL_INDEX=" + Long.toUnsignedString(last.id().high() ^ last.id().low()),
                        "STARLING_EVENT_NAME=last one",
                        "STARLING_EVENT_ID=" + last.id(),
                        "STARLING_EVENT_LTIME=2",
                        "STARLING_EVENT_ORIGIN=here",
                        "STARLING_GAP=7",
                        "STARLING_NODE=here");
    }

    @Test
    void withoutAnEventTheIndexIs1AndNothingElseIsTold() throws IOException {
        run(LONG, Batch.ofEvents(List.of()), "env | grep -E '^(STARLING_E|CONSUL)'; cat", out());
        assertThat(Files.readString(out())).isEqualTo("CONSUL_INDEX=1\n[]\n");
    }

    @Test
    void aMemberIsToldWithItsAddressAndTags() throws IOException {
        var member =
                FakeCluster.member("n2", 9, Status.DEAD, Tags.of(java.util.Map.of("rack", "7")));
        var change = new Happening.Changed(io.starling.agent.config.MemberChange.FAILED, member);
        var batch = Batch.ofMembers(List.of(change));
        run(LONG, batch, "echo $STARLING_EVENT_NAME $STARLING_MEMBER ${CONSUL_INDEX-}; cat", out());
        assertThat(Files.readString(out()))
                .isEqualTo(
                        """
                        member-failed n2
                        [{"Type":"member-failed","ID":"%s","Name":"n2","Addr":"127.0.0.1",\
                        "Port":9,"Tags":{"rack":"7"},"Status":"failed"}]
                        """
                                .formatted(member.id()));
    }

    @Test
    void anExitStatusOtherThan0IsAFailureAndTellsTheOutput() {
        assertThat(run(LONG, "echo out; echo err >&2; exit 3"))
                .isEqualTo(new Outcome.Failed("exit status 3", "out\nerr"));
        assertThat(run(LONG, "kill -9 $$")).isEqualTo(new Outcome.Failed("exit status 137", ""));
        assertThat(run(LONG, "true")).isEqualTo(new Outcome.Done("exit status 0", ""));
    }

    @Test
    void aMissingProgramIsAFailure() {
        assertThat(run(new Script(List.of("/nowhere/at-all"), LONG)))
                .asString()
                .contains("Failed", "cannot be started", "/nowhere/at-all", "No such file");
    }

    @Test
    void aProgramThatIsNotExecutableIsAFailure() throws IOException {
        var file = Files.writeString(directory.resolve("plain.sh"), "#!/bin/sh\n");
        assertThat(run(new Script(List.of(file.toString()), LONG)))
                .asString()
                .contains("Failed", "cannot be started", "plain.sh", "Permission denied");
    }

    @Test
    void tenMegabytesOfOutputAreReadAndTheLast4KiBAreKept() {
        var outcome = run(LONG, "yes 0123456 | head -c 10485760; echo the end");
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        assertThat(((Outcome.Done) outcome).output())
                .endsWith("0123456\nthe end")
                .hasSizeBetween(4_000, 4_096);
    }

    @Test
    void aProgramThatDoesNotReadItsInputIsNoFailure() {
        var large = new Happening.Fired(cluster.event("x", "p".repeat(200_000)));
        assertThat(run(LONG, Batch.ofEvents(List.of(large)), "exit 0"))
                .isEqualTo(new Outcome.Done("exit status 0", ""));
    }

    @Test
    void aProgramThatSleepsForAnHourIsEndedAtItsTimeout() {
        assertThat(run(SHORT, "echo before; exec sleep 3600"))
                .isEqualTo(new Outcome.TimedOut("before"));
    }

    /// A child, one whose parent is gone, one in a session of its own, and one that ignores what
    /// can be ignored.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sleep 3600 & echo $! >>PIDS; wait",
                "(sleep 3600 & echo $! >>PIDS); sleep 3600",
                "(setsid sh -c 'echo $$ >>PIDS; exec sleep 3600' &) ; sleep 3600",
                "trap '' TERM INT HUP; echo $$ >>PIDS; while true; do sleep 1; done"
            })
    void theTimeoutEndsTheWholeFamily(String script) throws IOException {
        var pids = directory.resolve("pids");
        assertThat(run(SHORT, script.replace("PIDS", pids.toString())))
                .isInstanceOf(Outcome.TimedOut.class);
        var family = Files.readAllLines(pids).stream().map(Long::parseLong).toList();
        assertThat(family).hasSize(1);
        await().until(() -> family.stream().noneMatch(ScriptHandlerTest::isAlive));
    }

    /// What has no more to do with the run must not hold it up, silent or noisy.
    @ParameterizedTest
    @ValueSource(strings = {"sleep 3600", "yes"})
    void aChildLeftBehindDoesNotProlongTheRun(String child) throws IOException {
        var pid = directory.resolve("pid");
        var outcome = run(LONG, child + " & echo $! >" + pid + "; exit 0");
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        var left = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
        left.ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void anInterruptEndsTheRunAndItsFamily() throws Exception {
        var pid = directory.resolve("pid");
        var outcome = new CompletableFuture<Outcome>();
        var thread =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        outcome.complete(
                                                run(LONG, "echo $$ >" + pid + "; sleep 3600")));
        await().until(() -> Files.exists(pid) && Files.size(pid) > 0);
        thread.interrupt();
        assertThat(outcome.join()).isEqualTo(new Outcome.Stopped());
        long id = Long.parseLong(Files.readString(pid).strip());
        await().until(() -> !isAlive(id));
    }

    private Path out() {
        return directory.resolve("out");
    }

    private Outcome run(Duration timeout, String shell) {
        return run(timeout, Batch.ofEvents(List.of()), shell);
    }

    private void run(Duration timeout, Batch batch, String shell, Path out) {
        run(timeout, batch, "{ " + shell + "; } >" + out);
    }

    private Outcome run(Duration timeout, Batch batch, String shell) {
        return handler(new Script(List.of("/bin/sh", "-c", shell), timeout)).run(batch);
    }

    private Outcome run(Script script) {
        return handler(script).run(Batch.ofEvents(List.of()));
    }

    private ScriptHandler handler(Script script) {
        return new ScriptHandler(
                script, new NodeNames("here", cluster::members), ScriptHandler.Errors.IN_OUTPUT);
    }

    /// A process that has ended and that nobody has asked about is still listed, as `Z`.
    private static boolean isAlive(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return !Arrays.asList(stat.substring(stat.lastIndexOf(')')).split(" ")).contains("Z");
        } catch (IOException gone) {
            return false;
        }
    }
}
