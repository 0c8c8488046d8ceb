package io.starling.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class MainTest {
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    MainTest() {
        var both = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
    }

    @AfterEach
    void giveBack() {
        System.setOut(out);
        System.setErr(err);
    }

    @Test
    void everyEventOfABurstOverRealSocketsArrivesOnce() {
        assertThat(Main.run(new String[] {"loopback", "-nodes=5", "-events=5", "--burst", "200"}))
                .isZero();
        assertThat(said()).contains("1000 of 1000 deliveries, 0 twice");
    }

    @Test
    void aCutClusterHeals() {
        assertThat(Main.run(new String[] {"partition", "-nodes=8", "-seconds=30"})).isZero();
        assertThat(said())
                .contains("8 simulated nodes cut in half for 30 s", "each at all 8 nodes");
    }

    @Test
    void stalledMembersMakeSwimCallHealthyOnesFailed(@TempDir Path folder) throws Exception {
        var csv = folder.resolve("lifeguard.csv");
        assertThat(
                        Main.run(
                                new String[] {
                                    "lifeguard",
                                    "-nodes=24",
                                    "-minutes=2",
                                    "-seeds=1",
                                    "-stalled=4",
                                    "-threads=1",
                                    "-csv=" + csv
                                }))
                .isZero();
        assertThat(said()).contains("4 stalled", "SWIM 5/1", "ours");
        var rows = Files.readAllLines(csv).stream().map(row -> row.split(",")).toList();
        assertThat(rows).hasSize(4);
        int falseInSwim = Integer.parseInt(rows.get(1)[3]);
        int falseInOurs = Integer.parseInt(rows.get(3)[3]);
        assertThat(falseInSwim).isGreaterThan(10 * falseInOurs);
    }

    @Test
    void aLongCampaignOfHistoriesHolds() {
        assertThat(Main.run(new String[] {"history", "-seeds=4", "-threads=1"})).isZero();
        assertThat(said()).contains("seeds 1..4: 4 held, 0 broke", "restart (disk");
    }

    @Test
    void everybodySeesAGoodbyeAsOne() {
        assertThat(
                        Main.run(
                                new String[] {
                                    "scale",
                                    "-nodes=20,60",
                                    "-seconds=5",
                                    "-churn=10",
                                    "-leaves=2",
                                    "-seeds=1"
                                }))
                .isZero();
        assertThat(said()).contains("    20 quiet", "    60 churn", "100.00 (100.00..100.00)");
    }

    @Test
    void timeAndAllocationOfAnOperationAreMeasured() {
        assertThat(Main.run(new String[] {"micro", "-only=SeenState.*InOrder", "-forks=0"}))
                .isZero();
        assertThat(said())
                .containsPattern("SeenState.witnessInOrder +\\d+\\.\\d +\\S+ +\\d+\\.\\d");
    }

    @Test
    void theHottestMethodsOfARunAreShown(@TempDir Path folder) {
        var file = folder.resolve("run.jfr");
        assertThat(Main.run(new String[] {"loopback", "-nodes=5", "-events=5", "-jfr=" + file}))
                .isZero();
        assertThat(said())
                .contains(file + " has ")
                .containsPattern("hottest methods:\\n +\\d+\\.\\d %  \\S+\\.\\S+\\n");
    }

    @Test
    void aProfileOfAProcessThatOnlyWaitsIsRefused(@TempDir Path folder) {
        var flag = "--jfr=" + folder.resolve("run.jfr");
        for (var command : List.of("compare serf", "micro", "loopback -processes")) {
            assertThat(Main.run((command + " " + flag).split(" "))).isEqualTo(1);
        }
        assertThat(said()).contains("the work would be done by others");
        assertThat(Main.run(new String[] {"partition", "-jfr", "/no/such/folder/x.jfr"}))
                .isEqualTo(1);
        assertThat(said()).contains("cannot write the recording /no/such/folder/x.jfr");
    }

    @Test
    void badComparisonsAreNamed() {
        assertThat(Main.run(new String[] {"compare", "consul"})).isEqualTo(1);
        assertThat(said()).contains("must be followed by serf or micro, was \"consul\"");
        assertThat(Main.run(new String[] {"compare", "serf", "-repetitions=0"})).isEqualTo(1);
        assertThat(said()).contains("-repetitions must be a whole number from 1 to 100, was \"0\"");
        assertThat(Main.run(new String[] {"compare", "micro", "a.csv"})).isEqualTo(1);
        assertThat(said()).contains("compare micro needs two tables");
        assertThat(Main.run(new String[] {"loopback", "-starling=x"})).isEqualTo(1);
        assertThat(said()).contains("-starling and -agent-jfr are of agents: add -processes");
        assertThat(Main.run(new String[] {"loopback", "-processes"})).isEqualTo(1);
        assertThat(said()).contains("run ./starling bench, or give -starling=FILE");
        assertThat(Main.run(new String[] {"loopback", "-processes", "-starling=/no/such"}))
                .isEqualTo(1);
        assertThat(said()).contains("/no/such is no program that can be started");
    }

    @Test
    void badFlagsAreNamed() {
        assertThat(Main.run(new String[] {"loopback", "-nodes=1"})).isEqualTo(1);
        assertThat(said()).contains("-nodes must be a whole number from 2 to 300, was \"1\"");
        assertThat(Main.run(new String[] {"loopback", "-bogus=1"})).isEqualTo(1);
        assertThat(said()).contains("-bogus");
        assertThat(Main.run(new String[] {"lifeguard", "-stall=disk"})).isEqualTo(1);
        assertThat(said()).contains("-stall must be one of process, messages, was \"disk\"");
        assertThat(Main.run(new String[] {"lifeguard", "-nodes=40", "-stalled=1,31"})).isEqualTo(1);
        assertThat(said()).contains("-stalled must be a whole number from 0 to 30, was \"31\"");
        assertThat(Main.run(new String[] {"micro", "-only=["})).isEqualTo(1);
        assertThat(said()).contains("-only must be a regular expression, was \"[\"");
        assertThat(Main.run(new String[] {"micro", "-only=fly"})).isEqualTo(1);
        assertThat(said()).contains("-only=fly is found in none of the names [Cast.delegatesArc");
        assertThat(Main.run(new String[] {"fly"})).isEqualTo(1);
        assertThat(said()).contains("unknown command \"fly\"");
        assertThat(Main.run(new String[] {})).isEqualTo(1);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
