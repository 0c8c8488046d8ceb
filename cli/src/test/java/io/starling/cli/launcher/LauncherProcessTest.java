package io.starling.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.starling.cli.FakeAgent;
import io.starling.cli.FakeAgent.Reply;
import io.starling.cli.Main;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// The launcher with a real JVM behind it.
@Timeout(120)
class LauncherProcessTest {
    private static final Path JDK = Path.of(System.getProperty("java.home"));

    @TempDir private Path folder;

    /// The JVM compares size and second of the jars only, so these are the same here.
    @Test
    void aStaleArchiveNeverRunsOldCode() throws Exception {
        var checkout = new Checkout(folder.resolve("checkout")).withSources();
        checkout.set("STARLING_JAVA", JDK);
        var jar = folder.resolve("built.jar");
        checkout.mvn(
                """
                for module in agent cli benchmarks; do
                  mkdir -p "$module/target"
                  cp -p '%s' "$module/target/$module-0.1.0.jar"
                done
                """
                        .formatted(jar));
        program(jar, "old");
        assertThat(checkout.start("version").out()).isEqualTo("old\n");
        var loaded = folder.resolve("loaded");
        checkout.set("STARLING_JAVA_OPTS", "-Xlog:class+load=info:file=" + loaded);
        assertThat(checkout.start("version")).isEqualTo(new Checkout.Started(0, "old\n", ""));
        assertThat(loaded).content().contains("io.starling.cli.Main source: shared objects file");

        program(jar, "new");
        checkout.edit("cli/src/main/Code.java");
        assertThat(checkout.start("version").out()).isEqualTo("new\n");
        assertThat(checkout.start("version")).isEqualTo(new Checkout.Started(0, "new\n", ""));
        assertThat(loaded).content().contains("io.starling.cli.Main source: shared objects file");
    }

    @Test
    void anArchiveThatIsNoneIsIgnoredInSilence() throws Exception {
        var checkout = new Checkout(folder.resolve("checkout")).withSources();
        checkout.set("STARLING_JAVA", JDK);
        var jar = folder.resolve("built.jar");
        program(jar, "fine");
        checkout.mvn(
                "for m in agent cli benchmarks; do mkdir -p $m/target; cp -p '%s' $m/target/$m-1.jar; done"
                        .formatted(jar));
        checkout.start("version");
        try (var builds =
                Files.newDirectoryStream(checkout.home.resolve("target/starling"), "build-*")) {
            for (var build : builds) {
                Files.writeString(build.resolve("cli.jsa"), "junk");
            }
        }
        assertThat(checkout.start("version")).isEqualTo(new Checkout.Started(0, "fine\n", ""));
    }

    @Test
    void aDistributionUsesNoArchive() throws Exception {
        var checkout = new Checkout(folder.resolve("dist")).withPrograms();
        checkout.installJdk("jdk", "25");
        Files.writeString(checkout.home.resolve("lib/cli.jsa"), "");
        assertThat(checkout.start("version").out()).doesNotContain("SharedArchiveFile");
    }

    @Test
    void aWatchEndsWellOnAnInterrupt() throws Exception {
        var checkout = program();
        var blocked = new CompletableFuture<Reply>();
        try (var agent =
                new FakeAgent()
                        .on("GET", "/v1/event/list", Reply.json("[]").withIndex("1"))
                        .on("GET", "/v1/event/list?index=", _ -> blocked.join())) {
            checkout.set("STARLING_HTTP_ADDR", agent.address());
            var watch = checkout.begin(folder, checkout.home.resolve("starling"), "watch");
            await().until(() -> agent.asked().size() == 2);
            // The launcher has become the program, so the signal reaches it.
            Checkout.signal(watch, "INT");
            assertThat(Checkout.finish(watch)).isEqualTo(new Checkout.Started(0, "", ""));
            blocked.complete(Reply.json("[]"));
        }
    }

    @Test
    void namesBeyondAsciiSurviveAPlainLocale() throws Exception {
        var checkout = program().set("LANG", "C");
        try (var agent =
                new FakeAgent()
                        .on(
                                "PUT",
                                "/v1/event/fire/",
                                Reply.json("{\"ID\":\"ü\",\"Name\":\"x\"}"))) {
            var started =
                    checkout.start("event", "-http-addr", agent.address(), "-name=größe", "日本😀");
            assertThat(started).isEqualTo(new Checkout.Started(0, "Event ID: ü\n", ""));
            assertThat(agent.asked().getFirst().target())
                    .isEqualTo("/v1/event/fire/gr%C3%B6%C3%9Fe");
            assertThat(agent.asked().getFirst().body()).isEqualTo("日本😀");
        }
    }

    /// The program under test, laid out as a distribution.
    private Checkout program() throws IOException {
        var checkout = new Checkout(folder.resolve("dist")).withPrograms();
        var cli = checkout.home.resolve("lib/cli");
        for (var element : System.getProperty("java.class.path").split(":")) {
            if (element.matches(".*/(commons-cli|jackson-core)-[^/]*\\.jar")) {
                Files.copy(Path.of(element), cli.resolve(Path.of(element).getFileName()));
            }
        }
        var classes =
                Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        try (var out = new JarOutputStream(Files.newOutputStream(cli.resolve("cli.jar")));
                var files = Files.walk(classes)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                out.write(Files.readAllBytes(file));
            }
        }
        return checkout.set("STARLING_JAVA", JDK);
    }

    /// A program that prints a text, in place of ours, and has nothing else to rehearse. Written at
    /// a time that does not depend on when it was.
    private void program(Path target, String text) throws IOException {
        var source =
                "package io.starling.cli; public class Main { public static void main(String[] a)"
                        + " { System.out.println(\"%s\"); } }".formatted(text)
                        + " class Rehearsal extends Main {"
                        + " public static void main(String[] a) { Main.main(a); } }";
        var unit =
                new SimpleJavaFileObject(
                        URI.create("string:///io/starling/cli/Main.java"),
                        JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        var out = Files.createDirectories(folder.resolve("classes"));
        var compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(
                        compiler.getTask(
                                        null,
                                        null,
                                        null,
                                        List.of("-d", out.toString()),
                                        null,
                                        List.of(unit))
                                .call())
                .isTrue();
        try (var jar = new JarOutputStream(Files.newOutputStream(target))) {
            for (var name : List.of("Main", "Rehearsal")) {
                var file = "io/starling/cli/" + name + ".class";
                jar.putNextEntry(new ZipEntry(file));
                jar.write(Files.readAllBytes(out.resolve(file)));
            }
        }
        Files.setLastModifiedTime(target, FileTime.fromMillis(1_700_000_000_000L));
    }
}
