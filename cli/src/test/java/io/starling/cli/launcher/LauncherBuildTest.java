package io.starling.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;

/// When the launcher builds, and what it says.
@Timeout(120)
class LauncherBuildTest {
    @TempDir private Path folder;
    private Checkout checkout;
    private Path jdk;

    @BeforeEach
    void checkOut() throws IOException {
        checkout = new Checkout(folder.resolve("a checkout")).withSources();
        jdk = checkout.installJdk("jdk-25", "25.0.3");
    }

    @Test
    void buildsOnFirstUseAndNeverAgain() throws Exception {
        var first = checkout.start("event", "-name=x");
        assertThat(first.status()).isZero();
        assertThat(first.err())
                .startsWith("starling: building for the first time, ")
                .containsPattern("\nstarling: built in \\d+ s\n$");
        assertThat(first.out()).endsWith("[io.starling.cli.Main]\n[event]\n[-name=x]\n");
        assertThat(checkout.builtWith())
                .singleElement()
                .asString()
                .isEqualTo(
                        jdk
                                + " -B -Dmaven.test.skip=true -Dstarling.format.skip=true"
                                + " -pl agent,cli,benchmarks -am package");

        var second = checkout.start("event", "-name=x");
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(checkout.builtWith()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pom.xml",
                "cli/pom.xml",
                "gossip-core/src/main/Code.java",
                "agent/src/main/deep/er/New.java",
                "benchmarks/src/main/Code.java"
            })
    void buildsAgainWhenSourcesChange(String file) throws Exception {
        Files.createDirectories(checkout.home.resolve("agent/src/main/deep/er"));
        checkout.start("version");
        checkout.edit(file);
        assertThat(checkout.start("version").err()).startsWith("starling: building, ");
        assertThat(checkout.builtWith()).hasSize(2);
        assertThat(checkout.start("version").err()).isEmpty();
    }

    @Test
    void testsAreNoSources() throws Exception {
        Files.createDirectories(checkout.home.resolve("cli/src/test"));
        checkout.start("version");
        checkout.edit("cli/src/test/SomeTest.java");
        assertThat(checkout.start("version").err()).isEmpty();
    }

    @Test
    void runsTheNewCodeAndLeavesTheOldToWhoeverRunsIt() throws Exception {
        checkout.start("version");
        checkout.edit("agent/src/main/Code.java");
        checkout.start("version");
        var builds = builds();
        assertThat(builds).hasSize(2);
        assertThat(builds.getFirst().resolve("agent/agent-0.1.0.jar")).hasContent("old");
        assertThat(builds.getLast().resolve("agent/agent-0.1.0.jar")).hasContent("new");
        assertThat(checkout.start("agent").out())
                .contains("[" + builds.getLast() + "/agent/*]\n[io.starling.agent.Main]\n[agent]");
    }

    @Test
    void aModuleWithoutCodeIsNoProgram() throws Exception {
        Files.delete(checkout.home.resolve("benchmarks/src/main/Code.java"));
        Files.delete(checkout.home.resolve("benchmarks/src/main"));
        checkout.mvn(
                """
                mkdir -p cli/target benchmarks/target
                touch cli/target/cli-1.jar benchmarks/target/benchmarks-1.jar
                """);
        var started = checkout.start("bench");
        assertThat(started.status()).isEqualTo(1);
        assertThat(started.err()).contains("comes without benchmarks");
        assertThat(checkout.start("version").status()).isZero();
    }

    @Test
    void keepsThreeBuilds() throws Exception {
        for (int i = 0; i < 5; i++) {
            Files.deleteIfExists(checkout.home.resolve("target/starling/built"));
            checkout.start("version");
        }
        assertThat(checkout.builtWith()).hasSize(5);
        assertThat(builds()).hasSize(3);
    }

    @Test
    void leavesNoLibraryBehindThatIsNotUsedAnyMore() throws Exception {
        checkout.start("version");
        var gone = checkout.home.resolve("cli/target/lib/gone-1.jar");
        Files.writeString(gone, "");
        checkout.edit("pom.xml");
        checkout.start("version");
        assertThat(builds().getLast().resolve("cli")).isDirectoryNotContaining("glob:**gone*");
        assertThat(builds().getLast().resolve("cli")).isDirectoryContaining("glob:**library-1.jar");
    }

    @Test
    void showsWhyABuildFailedAndWhereToReadMore() throws Exception {
        checkout.mvn(
                """
                echo "[INFO] compiling"
                echo "[ERROR] Code.java:[3,1] ';' expected"
                echo "[ERROR] "
                echo "[ERROR] -> [Help 1]"
                exit 7
                """);
        var started = checkout.start("version");
        assertThat(started.status()).isEqualTo(1);
        assertThat(started.out()).isEmpty();
        assertThat(started.err())
                .endsWith(
                        """
                        starling: the build failed (exit status 7); its log is %s and has:
                        [ERROR] Code.java:[3,1] ';' expected
                        """
                                .formatted(checkout.home.resolve("target/starling/build.log")));
        // And it is not taken for built the next time.
        assertThat(checkout.start("version").status()).isEqualTo(1);
        assertThat(checkout.builtWith()).hasSize(2);
    }

    @Test
    void aFailedBuildDoesNotRunTheOldCode() throws Exception {
        checkout.start("version");
        checkout.edit("pom.xml");
        checkout.mvn("echo broken; exit 1");
        var started = checkout.start("version");
        assertThat(started.status()).isEqualTo(1);
        assertThat(started.out()).isEmpty();
        assertThat(started.err()).endsWith(" and has:\nbroken\n");
    }

    @Test
    void saysThatMavenIsMissing() throws Exception {
        checkout.withoutMvn();
        var started = checkout.start("version");
        assertThat(started.status()).isEqualTo(1);
        assertThat(started.err())
                .isEqualTo(
                        "starling: needs Maven to build itself, and there is no mvn on the PATH:"
                                + " install it, for example with apt-get install maven\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoFirstUsesBuildOnce(boolean flock) throws Exception {
        if (!flock) {
            Files.delete(checkout.path.resolve("flock"));
        }
        checkout.withSources();
        var build = Files.readString(checkout.path.resolve("mvn"));
        var gate = folder.resolve("gate");
        var waiting = "\nwhile [ ! -e '%s' ]; do sleep 0.05; done\n".formatted(gate);
        Checkout.executable(
                checkout.path.resolve("mvn"), build.replaceFirst("\nfor", waiting + "for"));
        var launcher = checkout.home.resolve("starling");
        var first = checkout.begin(folder, launcher, "version");
        await().until(() -> checkout.builtWith().size() == 1);
        var second = checkout.begin(folder, launcher, "version");
        assertThat(second.errorReader().readLine())
                .startsWith("starling: another start is building already; waiting for it");
        Files.writeString(gate, "");
        for (var started : List.of(Checkout.finish(first), Checkout.finish(second))) {
            assertThat(started.status()).isZero();
            assertThat(started.out()).endsWith("[io.starling.cli.Main]\n[version]\n");
        }
        assertThat(checkout.builtWith()).hasSize(1);
        assertThat(checkout.home.resolve("target/starling/lock.d")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFailedBuildDoesNotKeepTheLock(boolean flock) throws Exception {
        if (!flock) {
            Files.delete(checkout.path.resolve("flock"));
        }
        checkout.mvn("exit 1");
        checkout.start("version");
        checkout.withSources();
        assertThat(checkout.start("version").err()).doesNotContain("another start is building");
    }

    @Test
    void saysWhichFileWouldMakeItBuildForEver() throws Exception {
        var ahead = checkout.home.resolve("cli/pom.xml");
        Files.setLastModifiedTime(ahead, FileTime.from(Instant.now().plusSeconds(86_400)));
        assertThat(checkout.start("version").err())
                .contains("starling: " + ahead + " is dated in the future");
    }

    @Test
    void stopsMavenWhenItIsStopped() throws Exception {
        checkout.mvn("exec sleep 600");
        var process = checkout.begin(folder, checkout.home.resolve("starling"), "version");
        await().until(() -> process.descendants().anyMatch(p -> isSleep(p, "600")));
        var maven = process.descendants().filter(p -> isSleep(p, "600")).findFirst().orElseThrow();
        Checkout.signal(process, "TERM");
        var started = Checkout.finish(process);
        assertThat(started.status()).isEqualTo(1);
        assertThat(started.err()).endsWith("starling: the build was interrupted\n");
        await().until(() -> !maven.isAlive());
    }

    private static boolean isSleep(ProcessHandle process, String seconds) {
        return process.info()
                .arguments()
                .map(words -> List.of(words).contains(seconds))
                .orElse(false);
    }

    private List<Path> builds() throws IOException {
        try (var all = Files.list(checkout.home.resolve("target/starling"))) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }
}
