package io.starling.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.stream.Stream;

/// Holds the floor plan of the agent: Main and Agent above all, then watch, then http, then
/// metrics, then config, then service; each library in its rooms.
class LayeringTest {
    private static final String ROOT = "io.starling.agent.";
    private static final JavaClasses AGENT =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.starling.agent");

    /// A room, and the rooms that it may not know.
    @ParameterizedTest
    @CsvSource({
        "service, config cluster event metrics discover http watch demo",
        "config, cluster event metrics discover http watch demo",
        "cluster, service event metrics discover http watch demo",
        "event, cluster metrics discover http watch demo",
        "metrics, cluster event service discover http watch demo",
        "discover, event service http watch demo",
        "http, discover watch demo",
        "watch, cluster service discover demo"
    })
    void importsPointDown(String room, String above) {
        var rooms =
                Stream.concat(
                                Stream.of("io.starling.agent"),
                                Arrays.stream(above.split(" ")).map(name -> ROOT + name))
                        .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(rooms)
                .check(AGENT);
    }

    /// A library, and the rooms in which it is used.
    @ParameterizedTest
    @CsvSource({
        "io.netty.., http",
        "tools.jackson.., http service",
        "io.micrometer.., metrics",
        "com.typesafe.config.., config",
        "com.google.re2j.., event",
        "javax.jmdns.., discover",
        "io.starling.gossip.netty.., cluster"
    })
    void librariesStayInTheirRooms(String library, String rooms) {
        var its = Arrays.stream(rooms.split(" ")).map(name -> ROOT + name).toArray(String[]::new);
        noClasses()
                .that()
                .resideOutsideOfPackages(its)
                .and()
                .doNotHaveFullyQualifiedName(Agent.class.getName())
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(AGENT);
    }

    @Test
    void onlyTheWiringKnowsTheLogsImplementation() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Logging.class.getName())
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ch.qos.logback..")
                .check(AGENT);
    }
}
