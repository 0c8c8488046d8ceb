package io.starling.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Which Java the launcher takes, and how it starts it.
@Timeout(120)
class LauncherJavaTest {
    @TempDir private Path folder;
    private Checkout checkout;

    @BeforeEach
    void unpack() throws IOException {
        checkout = new Checkout(folder.resolve("starling")).withPrograms();
    }

    @Test
    void takesTheFirstOneInOrder() throws Exception {
        Checkout.jdk(folder.resolve("on-path"), "27");
        Files.createSymbolicLink(checkout.path.resolve("java"), folder.resolve("on-path/bin/java"));
        assertThat(java()).isEqualTo(folder.resolve("on-path").toString());

        var installed = checkout.installJdk("jdk-25", "25.0.3");
        assertThat(java()).isEqualTo(installed.toString());

        checkout.set("JAVA_HOME", Checkout.jdk(folder.resolve("java-home"), "25"));
        assertThat(java()).isEqualTo(folder.resolve("java-home").toString());

        checkout.set("STARLING_JAVA", Checkout.jdk(folder.resolve("chosen"), "26-ea"));
        assertThat(java()).isEqualTo(folder.resolve("chosen").toString());

        checkout.set("STARLING_JAVA", folder.resolve("chosen/bin/java"));
        assertThat(java()).isEqualTo(folder.resolve("chosen").toString());

        var bundled = Checkout.jdk(checkout.home.resolve("runtime"), "25.0.1");
        assertThat(java()).isEqualTo(bundled.toString());
    }

    @Test
    void passesOverOnesThatAreTooOld() throws Exception {
        checkout.set("JAVA_HOME", Checkout.jdk(folder.resolve("java-home"), "17.0.15"));
        checkout.installJdk("a-24", "24.0.2");
        checkout.installJdk("b-8", "1.8.0_402");
        var good = checkout.installJdk("c-25", "25");
        assertThat(java()).isEqualTo(good.toString());
    }

    @Test
    void saysWhatItLookedAtAndWhatToInstall() throws Exception {
        checkout.set("JAVA_HOME", Checkout.jdk(folder.resolve("java-home"), "17.0.15"));
        var old = checkout.installJdk("jdk-21", "21.0.1");
        var started = checkout.start("version");
        assertThat(started.status()).isEqualTo(1);
        assertThat(started.out()).isEmpty();
        assertThat(started.err())
                .startsWith("starling: needs Java 25 or newer, and found none:\n")
                .contains("  STARLING_JAVA: not set\n")
                .contains("  JAVA_HOME: " + folder.resolve("java-home") + " is Java 17\n")
                .contains(": " + old + " is Java 21\n")
                .contains("  PATH: there is no java\n")
                .contains("openjdk-25-jdk")
                .endsWith("or set STARLING_JAVA to the folder of a JDK\n");
    }

    @Test
    void saysThatTheChosenOneIsOfNoUse() throws Exception {
        checkout.set("STARLING_JAVA", folder.resolve("nowhere"));
        var good = checkout.installJdk("jdk-25", "25");
        var started = checkout.start("version");
        assertThat(started.err())
                .isEqualTo(
                        "starling: STARLING_JAVA is of no use, looking further: "
                                + folder.resolve("nowhere")
                                + " does not exist\n");
        assertThat(started.out()).startsWith("java: " + good);
    }

    @Test
    void asksAJdkWithoutAReleaseFile() throws Exception {
        var jdk = checkout.installJdk("odd", "25");
        Files.delete(jdk.resolve("release"));
        Checkout.executable(
                jdk.resolve("bin/java"),
                """
                #!/bin/sh
                if [ "$1" = -version ]; then echo 'openjdk version "25.0.3" 2026-01-01' >&2; exit; fi
                echo odd
                """);
        assertThat(checkout.start("version").out()).isEqualTo("odd\n");
    }

    @Test
    void startsTheProgramOfTheVerb() throws Exception {
        checkout.installJdk("jdk", "25");
        assertThat(checkout.start("event", "-name=a b", "", "*").out())
                .contains("[-cp]\n[" + checkout.home + "/lib/cli/*]\n[io.starling.cli.Main]\n")
                .contains("[-XX:+UseSerialGC]\n", "[-XX:TieredStopAtLevel=1]\n")
                .doesNotContain("SharedArchiveFile", "-Xmx")
                .endsWith("[io.starling.cli.Main]\n[event]\n[-name=a b]\n[]\n[*]\n");
        for (var verb : new String[] {"agent", "demo", "validate"}) {
            assertThat(checkout.start(verb, "-node=a").out())
                    .contains("[-Xmx256m]\n[-XX:+ExitOnOutOfMemoryError]\n")
                    .doesNotContain("TieredStopAtLevel")
                    .endsWith(
                            "/lib/agent/*]\n[io.starling.agent.Main]\n[" + verb + "]\n[-node=a]\n");
        }
        assertThat(checkout.start().out()).endsWith("[io.starling.cli.Main]\n");
    }

    @Test
    void saysWhatADistributionLacks() throws Exception {
        checkout.installJdk("jdk", "25");
        assertThat(checkout.start("bench").err())
                .isEqualTo(
                        "starling: this installation comes without benchmarks: "
                                + checkout.home
                                + "/lib/benchmarks is missing\n");
        var empty = new Checkout(folder.resolve("empty"));
        empty.installJdk("jdk", "25");
        var started = empty.start("version");
        assertThat(started.status()).isEqualTo(1);
        assertThat(started.err()).contains("neither a folder").contains("nor a ");
    }

    @Test
    void optionsOfTheEnvironmentComeLastAndSoWin() throws Exception {
        checkout.installJdk("jdk", "25");
        checkout.set("STARLING_JAVA_OPTS", "-Xmx1g -Dx=*");
        assertThat(checkout.start("agent").out())
                .containsSubsequence("[-Xmx256m]\n", "[-Xmx1g]\n[-Dx=*]\n", "[-cp]\n");
    }

    @Test
    void worksFromAnywhereThroughLinksAndWithSpaces() throws Exception {
        var spaced = new Checkout(folder.resolve("a folder with  spaces")).withPrograms();
        spaced.installJdk("my jdk", "25");
        var elsewhere = Files.createDirectories(folder.resolve("bin dir"));
        var link =
                Files.createSymbolicLink(elsewhere.resolve("s"), spaced.home.resolve("starling"));
        var second = Files.createSymbolicLink(elsewhere.resolve("t"), Path.of("s"));
        var expected = "[" + spaced.home + "/lib/cli/*]\n";
        assertThat(spaced.start("version").out()).contains(expected);
        assertThat(spaced.start(folder, link, "version").out()).contains(expected);
        assertThat(spaced.start(folder, second, "version").out()).contains(expected);
        assertThat(spaced.start(spaced.home, Path.of("./starling"), "version").out())
                .contains(expected);
        assertThat(
                        spaced.start(
                                        elsewhere,
                                        Path.of("../a folder with  spaces/starling"),
                                        "version")
                                .out())
                .contains(expected);
    }

    @Test
    void refusesAFolderThatNoClassPathCanName() throws Exception {
        var colon = new Checkout(folder.resolve("a:b")).withPrograms();
        colon.installJdk("jdk", "25");
        assertThat(colon.start("version").err()).contains("has a colon in its name");
    }

    @Test
    void readsNamesBeyondAsciiInAPlainLocale() throws Exception {
        var jdk = checkout.installJdk("jdk", "25");
        Checkout.executable(
                jdk.resolve("bin/java"), "#!/bin/sh\necho \"${LC_ALL-unset} ${LC_CTYPE-unset}\"\n");
        checkout.set("LANG", "POSIX");
        assertThat(checkout.start("version").out()).isEqualTo("unset C.UTF-8\n");
        checkout.set("LC_ALL", "C");
        assertThat(checkout.start("version").out()).isEqualTo("C.UTF-8 unset\n");
        checkout.set("LC_ALL", "de_DE.UTF-8");
        assertThat(checkout.start("version").out()).isEqualTo("de_DE.UTF-8 unset\n");
    }

    private String java() throws IOException, InterruptedException {
        var started = checkout.start("version");
        assertThat(started.err()).isEmpty();
        return started.out().lines().findFirst().orElse("").replace("java: ", "");
    }
}
