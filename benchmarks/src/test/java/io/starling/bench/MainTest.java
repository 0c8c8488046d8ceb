package io.starling.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

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
    void badFlagsAreNamed() {
        assertThat(Main.run(new String[] {"loopback", "-nodes=1"})).isEqualTo(1);
        assertThat(said()).contains("-nodes must be a whole number from 2 to 300, was \"1\"");
        assertThat(Main.run(new String[] {"loopback", "-bogus=1"})).isEqualTo(1);
        assertThat(said()).contains("-bogus");
        assertThat(Main.run(new String[] {"fly"})).isEqualTo(1);
        assertThat(said()).contains("unknown command \"fly\"");
        assertThat(Main.run(new String[] {})).isEqualTo(1);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
