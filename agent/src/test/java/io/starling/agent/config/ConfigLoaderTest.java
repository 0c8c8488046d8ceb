package io.starling.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.starling.agent.service.Service;
import io.starling.gossip.node.GossipConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

class ConfigLoaderTest {
    @TempDir Path directory;

    @Test
    void theCommandLineOfTheReadmeWorks() throws ConfigException {
        var config =
                load(
                                "-node=a",
                                "-bind=127.0.0.1",
                                "-serf-lan-port=9301",
                                "-http-port=9500",
                                "-data-dir=D",
                                "-join=127.0.0.1:9302")
                        .config();
        assertThat(config.nodeName()).isEqualTo("a");
        assertThat(config.gossip().bind().getHostAddress()).isEqualTo("127.0.0.1");
        assertThat(config.gossip().port()).isEqualTo(9301);
        assertThat(config.http().port()).isEqualTo(9500);
        assertThat(config.dataDirectory()).contains(Path.of("D"));
        assertThat(config.joining().start()).containsExactly("127.0.0.1:9302");
    }

    @Test
    void defaultsAreTheDocumentedOnes() throws ConfigException {
        var config = load().config();
        assertThat(config.nodeName()).isNotEmpty();
        assertThat(config.datacenter()).isEqualTo("dc1");
        assertThat(config.cluster()).isEqualTo("starling");
        assertThat(config.dataDirectory()).isEmpty();
        assertThat(config.gossip().bind().isAnyLocalAddress()).isTrue();
        assertThat(config.gossip().port()).isEqualTo(8301);
        assertThat(config.gossip().toConfig()).isEqualTo(GossipConfig.LAN);
        assertThat(config.http().client().isLoopbackAddress()).isTrue();
        assertThat(config.http().port()).isEqualTo(8500);
        assertThat(config.joining().retryInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.joining().rejoinAfterLeave()).isFalse();
        assertThat(config.leaveOnTerminate()).isTrue();
        assertThat(config.logLevel()).isEqualTo(LogLevel.INFO);
    }

    @Test
    void aSwitchNeedsNoValueAndTakesOne() throws ConfigException {
        for (var flags :
                List.of(
                        List.of("-data-dir=D", "-rejoin"),
                        List.of("--rejoin", "-data-dir=D"),
                        List.of("-rejoin=true", "-data-dir=D"))) {
            var loaded = load(flags.toArray(String[]::new));
            assertThat(loaded.config().joining().rejoinAfterLeave()).as("%s", flags).isTrue();
            assertThat(loaded.config().dataDirectory()).isPresent();
            assertThat(loaded.warnings()).isEmpty();
        }
        assertThat(load("-rejoin=false").config().joining().rejoinAfterLeave()).isFalse();
        var wrong = catchThrowableOfType(ConfigException.class, () -> load("-rejoin=maybe"));
        assertThat(wrong.problems())
                .containsExactly(
                        "-rejoin: rejoin_after_leave must be true or false, was \"maybe\"");
    }

    @Test
    void rejoiningWithoutAMemoryIsWarnedOf() throws ConfigException {
        assertThat(load("-rejoin").warnings())
                .singleElement()
                .asString()
                .contains("rejoin_after_leave", "data_dir");
    }

    @ParameterizedTest
    @CsvSource({"-node=x,", "--node=x,", "-node,x", "--node,x"})
    void flagsTakeOneOrTwoDashesAndBothFormsOfAValue(String first, String second)
            throws ConfigException {
        var arguments = second == null ? new String[] {first} : new String[] {first, second};
        assertThat(load(arguments).config().nodeName()).isEqualTo("x");
    }

    @Test
    void flagsBeatTheEnvironmentWhichBeatsFiles() throws Exception {
        var file = file("a.conf", "node_name = file\ndatacenter = file\ncluster = file");
        var environment =
                Map.of("STARLING_NODE_NAME", "environment", "STARLING_DATACENTER", "environment");
        var loader = new ConfigLoader(List.of("-config-file=" + file, "-node=flag"), environment);
        var config = loader.load().config();
        assertThat(config.nodeName()).isEqualTo("flag");
        assertThat(config.datacenter()).isEqualTo("environment");
        assertThat(config.cluster()).isEqualTo("file");
    }

    @Test
    void filesOfADirectoryMergeInNameOrder() throws Exception {
        file("20-late.conf", "node_name = late");
        file("10-early.json", "{\"node_name\": \"early\", \"datacenter\": \"dc7\"}");
        file("notes.txt", "this is no configuration");
        var config = load("-config-dir=" + directory).config();
        assertThat(config.nodeName()).isEqualTo("late");
        assertThat(config.datacenter()).isEqualTo("dc7");
    }

    @Test
    void seedsOfAllSourcesAddUp() throws Exception {
        var file = file("a.conf", "retry_join = [one, two]");
        var loader =
                new ConfigLoader(
                        List.of("-config-file=" + file, "-retry-join=four", "-retry-join=five"),
                        Map.of("STARLING_RETRY_JOIN", "three"));
        assertThat(loader.load().config().joining().retry())
                .containsExactly("one", "two", "three", "four", "five");
    }

    @Test
    void seedsMayBeServicesAndFiles() throws ConfigException {
        assertThat(
                        load("-join=_starling._udp.example", "-retry-join=file:/etc/seeds")
                                .config()
                                .joining())
                .satisfies(
                        joining -> {
                            assertThat(joining.start()).containsExactly("_starling._udp.example");
                            assertThat(joining.retry()).containsExactly("file:/etc/seeds");
                        });
    }

    @Test
    void asManySeedsAsTheLimitAreTakenAndOneMoreIsRefused() throws Exception {
        var seeds = IntStream.range(0, 64).mapToObj(i -> "-retry-join=h" + i).toList();
        var loader = new ConfigLoader(seeds, Map.of("STARLING_RETRY_JOIN", ""));
        assertThat(loader.load().config().joining().retry()).hasSize(64);
        var oneMore = new ConfigLoader(seeds, Map.of("STARLING_RETRY_JOIN", "more"));
        assertThat(catchThrowableOfType(ConfigException.class, oneMore::load).problems())
                .singleElement()
                .asString()
                .contains("retry_join", "65 seeds", "64", "file of seeds");
    }

    @Test
    void retriesAreForEverUnlessCounted() throws ConfigException {
        assertThat(load().config().joining().retryMax()).isZero();
        assertThat(load("-retry-max=7").config().joining().retryMax()).isEqualTo(7);
    }

    @Test
    void discoveryHasANameAndPerhapsAnInterface() throws ConfigException {
        assertThat(load().config().joining().discovery()).isEmpty();
        assertThat(load("-discover=web").config().joining().discovery())
                .contains(new AgentConfig.Discovery("web", Optional.empty()));
        assertThat(load("-discover=web", "-iface=eth0.7").config().joining().discovery())
                .contains(new AgentConfig.Discovery("web", Optional.of("eth0.7")));
        assertThat(load("-iface=eth0").warnings())
                .containsExactly("discover_interface is without effect: discover is not set");
        assertThat(problems("-discover=web", "-iface=a b")).hasSize(1);
    }

    /// Bound to, advertised, and what is wrong with it.
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 10.0.0.5, ''",
        "0.0.0.0, 2001:db8::1, IPv4",
        "10.0.0.5, 203.0.113.9, ''",
        "10.0.0.5, 2001:db8::1, IPv4",
        "'::', 10.0.0.5, ''",
        "'::', 2001:db8::1, ''",
        "2001:db8::1, 2001:db8::2, ''",
        "2001:db8::1, 10.0.0.5, IPv6",
        "'::1', 127.0.0.1, IPv6"
    })
    void advertisedAddressIsOfAFamilyThatTheSocketSpeaks(
            String bind, String advertise, String wrong) throws ConfigException {
        var flags = new String[] {"-bind=" + bind, "-advertise=" + advertise};
        if (wrong.isEmpty()) {
            assertThat(load(flags).config().gossip().advertise()).isPresent();
            return;
        }
        assertThat(problems(flags))
                .singleElement()
                .asString()
                .contains("-advertise:", "speaks " + wrong + " alone", "bind :: to speak both");
    }

    @Test
    void tagsMergeKeyByKey() throws Exception {
        var file = file("a.conf", "tags { rack = 7, zone = north }");
        var config =
                load("-config-file=" + file, "-tag", "zone=south", "-tag=url=http://x?a=b")
                        .config();
        assertThat(config.tags().values())
                .isEqualTo(Map.of("rack", "7", "zone", "south", "url", "http://x?a=b"));
    }

    @Test
    void unknownKeysAreErrorsWithPlaceAndSuggestion() throws Exception {
        var file = file("a.conf", "node_name = a\nnod_nam = b\nports { htpp = 1 }\nxyz = 2");
        assertThat(problems("-config-file=" + file))
                .containsExactly(
                        file + ":2: unknown key \"nod_nam\"; did you mean \"node_name\"?",
                        file + ":3: unknown key \"ports.htpp\"; did you mean \"ports.http\"?",
                        file + ":4: unknown key \"xyz\"");
    }

    @Test
    void unknownFlagsAreErrorsWithSuggestion() {
        assertThat(problems("-nod=a", "--http-prt", "1", "-zzz"))
                .contains(
                        "flag provided but not defined: -nod; did you mean \"node\"?",
                        "flag provided but not defined: -http-prt; did you mean \"http-port\"?",
                        "flag provided but not defined: -zzz");
    }

    @Test
    void flagsWithoutTheirValueAreNamed() {
        assertThat(problems("-node")).containsExactly("flag needs an argument: -node");
        assertThat(problems("-zzz", "-http-port=x", "--node"))
                .contains("flag provided but not defined: -zzz", "flag needs an argument: -node")
                .anyMatch(text -> text.startsWith("-http-port: "));
    }

    @Test
    void keysThatNeedServersAreAcceptedWithOneWarning() throws Exception {
        var file =
                file(
                        "a.json",
                        """
                        {"server": true, "bootstrap_expect": 3, "ui_config": {"enabled": true},
                         "connect": {"enabled": true}, "ports": {"dns": 8600, "http": 9500}}
                        """);
        var loaded = load("-config-file=" + file, "-bootstrap-expect=3", "-server");
        assertThat(loaded.config().http().port()).isEqualTo(9500);
        assertThat(loaded.warnings())
                .singleElement()
                .asString()
                .contains("server", "bootstrap_expect", "ui_config", "connect", "ports.dns")
                .contains("-bootstrap-expect", "without effect");
    }

    @Test
    void keysThatWouldChangeBehaviourAreRefused() throws Exception {
        var file = file("a.json", "{\"encrypt\": \"xxx\", \"acl\": {\"enabled\": true}}");
        assertThat(problems("-config-file=" + file))
                .containsExactly(
                        file + ":1: \"acl\" is not supported by this release; remove it",
                        file + ":1: \"encrypt\" is not supported by this release; remove it");
    }

    @Test
    void servicesAddUpOverFilesAndBlocks() throws Exception {
        var a = file("a.json", "{\"service\": {\"name\": \"web\", \"port\": 80}}");
        var b = file("b.conf", "services = [{ id = d1, name = db, tags = [v1], meta { k = v } }]");
        var services = load("-config-file=" + a, "-config-file=" + b).config().services();
        assertThat(services).extracting(Service::id).containsExactly("web", "d1");
        assertThat(services.getFirst().port()).isEqualTo(80);
        assertThat(services.getLast().tags()).containsExactly("v1");
        assertThat(services.getLast().meta()).containsEntry("k", "v");
    }

    @Test
    void whatIsWrongWithAServiceIsSaidWithItsPlace() throws Exception {
        var file =
                file(
                        "a.conf",
                        """
                        services = [
                          { name = web, prot = 80 }
                          { id = x }
                          { name = web, port = 70000 }
                          { name = db }
                          { name = db }
                          7
                        ]
                        service = web
                        """);
        assertThat(problems("-config-file=" + file))
                .containsExactlyInAnyOrder(
                        file + ":2: service: unknown field \"prot\"",
                        file + ":3: service: Missing service name",
                        file + ":4: service: Invalid Port: must be in 0..65535, was 70000",
                        file
                                + ":7: a service must be an object such as { name = \"web\", port ="
                                + " 80 }",
                        file
                                + ":9: a service must be an object such as { name = \"web\", port ="
                                + " 80 }",
                        file
                                + ":6: service \"db\" is defined at "
                                + file
                                + ":5 already; give one of them another id");
    }

    @Test
    void whatOthersWouldDoWithAServiceIsWarnedOf() throws Exception {
        var file = file("a.conf", "service { name = web, check { ttl = 10s }, token = \"\" }");
        assertThat(load("-config-file=" + file).warnings())
                .containsExactly(file + ":1: service web: check is without effect here");
    }

    @Test
    void allProblemsOfAllSourcesComeAtOnce() throws Exception {
        var file = file("a.conf", "event_size_limit = 1101\nbogus = 1\ntags = x");
        var loader =
                new ConfigLoader(
                        List.of("-config-file=" + file, "-http-port=x", "-bind=eth0", "stray"),
                        Map.of("STARLING_LOG_LEVEL", "loud"));
        var thrown = catchThrowableOfType(ConfigException.class, loader::load);
        assertThat(thrown.problems()).hasSize(7);
        assertThat(thrown.problems())
                .contains(
                        "unexpected argument \"stray\": settings are given as -flag=value",
                        file + ":2: unknown key \"bogus\"",
                        file + ":3: tags must be an object such as { rack = \"7\" }",
                        "STARLING_LOG_LEVEL: log_level must be one of trace, debug, info, warn,"
                                + " error, was \"loud\"",
                        file
                                + ":1: event_size_limit must be a whole number in 64..1100, was"
                                + " \"1101\"",
                        "-http-port: ports.http must be a whole number in 0..65535, was \"x\"");
        assertThat(thrown.problems()).anyMatch(text -> text.startsWith("-bind: bind_addr must be"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-bind=localhost",
                "-bind=127.0.0.1:80",
                "-bind=[::1]",
                "-bind={{ GetPrivateIP }}",
                "-advertise=0.0.0.0",
                "-client=999.1.1.1",
                "-http-port=-1",
                "-http-port=65536",
                "-serf-lan-port=",
                "-retry-interval=30",
                "-retry-interval=0s",
                "-leave-timeout=-1s",
                "-join=",
                "-join=a b",
                "-join=a:0",
                "-retry-join=fe80::1%eth0",
                "-retry-join=file:seeds",
                "-retry-join=_s._udp.example:1",
                "-retry-max=-1",
                "-retry-max=x",
                "-discover=",
                "-discover=a b",
                "-bind=fe80::1",
                "-advertise=fe80::1",
                "-advertise=224.0.0.251",
                "-advertise=2001:db8::1",
                "-profile=fast",
                "-datacenter=a/b",
                "-cluster=",
                "-tag=novalue",
                "-tag=dc=x",
                "-tag==x",
                "-data-dir=",
                "-log-level=",
                "-node="
            })
    void refusesValuesThatDoNotFit(String flag) {
        assertThat(problems(flag)).singleElement().asString().startsWith(flag.split("=")[0] + ":");
    }

    @Test
    void refusesNodeNamesThatAreTooLongOrHaveControlCharacters() {
        assertThat(problems("-node=" + "x".repeat(129))).singleElement().asString().contains("128");
        assertThat(problems("-node=a\nb")).singleElement().asString().contains("a\\u000ab");
    }

    @Test
    void eventSizeLimitMayBeAsLargeAsADatagramHolds() throws Exception {
        var file = file("a.conf", "event_size_limit = 1100");
        assertThat(load("-config-file=" + file).config().gossip().toConfig().events().bytesMax())
                .isEqualTo(GossipConfig.Events.BYTES_HARD_MAX);
    }

    @Test
    void missingAndMalformedFilesAreNamed() throws Exception {
        var file = file("a.conf", "node_name = {");
        assertThat(problems("-config-file=/nowhere/x.conf", "-config-file=" + file))
                .hasSize(2)
                .anyMatch(text -> text.equals("/nowhere/x.conf: no such file or directory"))
                .anyMatch(text -> text.contains("a.conf: 1"));
    }

    @Test
    void hugeFilesAreRefusedUnread() throws Exception {
        var file = file("a.conf", "#".repeat((int) FileSource.FILE_BYTES_MAX + 1));
        assertThat(problems("-config-file=" + file))
                .singleElement()
                .asString()
                .contains("1048577", "1048576");
    }

    @Test
    void wrongShapesAreNamed() throws Exception {
        var file = file("a.conf", "node_name = [a]\nretry_join = { a = 1 }\ntags { x { y = 1 } }");
        assertThat(problems("-config-file=" + file))
                .containsExactly(
                        file + ":1: node_name must be one value, was list",
                        file + ":2: retry_join must be a list of texts, was object",
                        file + ":3: tag \"x\" must be text; quote a key that has dots");
    }

    @Test
    void misspeltVariablesAreDoubted() throws ConfigException {
        var loader =
                new ConfigLoader(
                        List.of(), Map.of("STARLING_NODE_NAM", "x", "STARLING_JAVA_HOME", "y"));
        assertThat(loader.load().warnings())
                .containsExactly(
                        "environment variable STARLING_NODE_NAM is no setting; did you mean"
                                + " STARLING_NODE_NAME?");
    }

    @Test
    void tellsWhatNeedsARestart() throws Exception {
        var file = file("a.conf", "ports.http = 9500\nlog_level = info");
        var loader = new ConfigLoader(List.of("-config-file=" + file), Map.of());
        var before = loader.load();
        file("a.conf", "ports.http = 9501\nlog_level = debug\ncluster = other");
        assertThat(before.needingRestart(loader.load()))
                .containsExactly(
                        "cluster changed from the default to other: takes effect at the next start",
                        "ports.http changed from 9500 to 9501: takes effect at the next start");
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void everySettingIsDocumented(Setting setting) throws IOException {
        assertThat(Files.readString(Path.of("../docs/configuration.md")))
                .contains("| `%s` |".formatted(setting.key()))
                .contains("`%s`".formatted(setting.variable()));
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static Loaded load(String... arguments) throws ConfigException {
        return new ConfigLoader(List.of(arguments), Map.of()).load();
    }

    private static List<String> problems(String... arguments) {
        var loader = new ConfigLoader(Arrays.asList(arguments), Map.of());
        return catchThrowableOfType(ConfigException.class, loader::load).problems();
    }
}
