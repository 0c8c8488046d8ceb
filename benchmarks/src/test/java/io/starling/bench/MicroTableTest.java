package io.starling.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bench.MicroTable.Row;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class MicroTableTest {
    @TempDir Path folder;

    @Test
    void aTableIsReadAsItWasWritten() {
        var table =
                new MicroTable(
                        "commit abc", List.of(new Row("Codec.encode members=10", 12.5, 0.25, 48)));
        var file = folder.resolve("table.csv");
        table.write(file);
        assertThat(MicroTable.read(file)).isEqualTo(table);
    }

    @Test
    void onlyWhatDiffersByMoreThanBothErrorsIsCalledADifference() {
        var before = new Row("x", 100, 5, 48);
        assertThat(MicroTable.verdict(before, new Row("x", 108, 5, 48))).isEmpty();
        assertThat(MicroTable.verdict(before, new Row("x", 111, 5, 48))).isEqualTo("slower");
        assertThat(MicroTable.verdict(before, new Row("x", 89, 5, 48))).isEqualTo("faster");
        assertThat(MicroTable.verdict(before, new Row("x", 89, 5, 56)))
                .isEqualTo("faster, more bytes");
    }

    @Test
    void withoutAnErrorNothingIsKnownToDiffer() {
        assertThat(MicroTable.verdict(new Row("x", 100, Double.NaN, 48), new Row("x", 900, 5, 48)))
                .isEmpty();
    }

    @Test
    void whatIsNoTableIsNamed() throws Exception {
        var missing = folder.resolve("missing.csv");
        assertThatThrownBy(() -> MicroTable.read(missing))
                .hasMessage("cannot read the table " + missing);
        var other = Files.writeString(folder.resolve("other.csv"), "a,b\n1,2\n");
        assertThatThrownBy(() -> MicroTable.read(other)).hasMessageContaining("is no table of");
        var broken =
                Files.writeString(
                        folder.resolve("broken.csv"),
                        "# x\noperation,ns,error,bytes\nx,fast,1,1\n");
        assertThatThrownBy(() -> MicroTable.read(broken)).hasMessageContaining("\"fast\"");
    }
}
