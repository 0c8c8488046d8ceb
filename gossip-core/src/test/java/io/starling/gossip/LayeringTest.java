package io.starling.gossip;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Holds the floor plan of ARCHITECTURE.md: imports point down, and each library stays in its
/// rooms.
class LayeringTest {
    private static final String ROOT = "io.starling.gossip.";

    /// What each room may import of the others.
    private static final Map<String, Set<String>> ROOMS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("model", Set.of()),
                            Map.entry("runtime", Set.of("model")),
                            Map.entry("membership", Set.of("model")),
                            Map.entry("dissemination", Set.of("model")),
                            Map.entry("event", Set.of("model")),
                            Map.entry("cast", Set.of("model")),
                            Map.entry("retention", Set.of("model")),
                            Map.entry("coordinate", Set.of("model")),
                            Map.entry("store", Set.of("model")),
                            Map.entry("wire", Set.of("model")),
                            Map.entry(
                                    "node",
                                    Set.of(
                                            "model",
                                            "runtime",
                                            "membership",
                                            "dissemination",
                                            "cast",
                                            "event",
                                            "retention",
                                            "coordinate",
                                            "store",
                                            "wire")),
                            Map.entry("netty", Set.of("model", "runtime")),
                            Map.entry("sim", Set.of("model", "runtime", "node"))));

    /// Where a library may be used, by the prefix of its packages.
    private static final Map<String, Set<String>> LIBRARIES =
            Map.of(
                    "io.netty.", Set.of("netty"),
                    "com.google.protobuf.", Set.of("wire"),
                    "org.slf4j.", Set.of("runtime", "membership", "node", "netty", "sim", "wire"));

    /// The JDK's, and annotations that leave nothing in the class files' behaviour.
    private static final List<String> EVERYWHERE =
            List.of("java.", "javax.", "jdk.", "org.jspecify.");

    private static final JavaClasses CORE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.starling.gossip");

    static Stream<String> rooms() {
        return ROOMS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void importsOnlyRoomsBelowIt(String room) {
        noClasses()
                .that()
                .resideInAPackage(ROOT + room + "..")
                .should()
                .dependOnClassesThat(
                        new DescribedPredicate<JavaClass>(
                                "are in a room that " + room + " may not import") {
                            @Override
                            public boolean test(JavaClass target) {
                                return target.getPackageName().startsWith(ROOT)
                                        && !roomOf(target).equals(room)
                                        && !ROOMS.getOrDefault(room, Set.of())
                                                .contains(roomOf(target));
                            }
                        })
                .check(CORE);
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void usesOnlyTheLibrariesOfItsRoom(String room) {
        classes()
                .that()
                .resideInAPackage(ROOT + room + "..")
                .should()
                .onlyDependOnClassesThat(
                        new DescribedPredicate<JavaClass>(
                                "are the JDK's, Starling's or " + librariesOf(room)) {
                            @Override
                            public boolean test(JavaClass target) {
                                var name = target.getBaseComponentType().getName();
                                return target.getBaseComponentType().isPrimitive()
                                        || name.startsWith("io.starling.gossip")
                                        || EVERYWHERE.stream().anyMatch(name::startsWith)
                                        || librariesOf(room).stream().anyMatch(name::startsWith);
                            }
                        })
                .check(CORE);
    }

    @Test
    void timeAndDiceComeThroughThePorts() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "netty..")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .orShould()
                .callMethod(java.util.concurrent.ThreadLocalRandom.class, "current")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(CORE);
    }

    @Test
    void everyRoomIsInThePlan() {
        var found = new TreeSet<String>();
        CORE.forEach(
                type -> {
                    if (type.getPackageName().startsWith(ROOT)) {
                        found.add(roomOf(type));
                    }
                });
        assertThat(ROOMS.keySet()).containsAll(found);
        assertThat(found).contains("model", "node", "membership");
    }

    private static Set<String> librariesOf(String room) {
        var allowed = new TreeSet<String>();
        LIBRARIES.forEach(
                (library, itsRooms) -> {
                    if (itsRooms.contains(room)) {
                        allowed.add(library);
                    }
                });
        return allowed;
    }

    private static String roomOf(JavaClass type) {
        var rest = type.getPackageName().substring(ROOT.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }
}
