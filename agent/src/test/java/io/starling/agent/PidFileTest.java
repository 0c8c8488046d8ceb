package io.starling.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class PidFileTest {
    @TempDir Path directory;

    @Test
    void holdsTheProcessIdAndIsRemoved() throws IOException {
        var file = directory.resolve("pid");
        try (var _ = PidFile.write(file)) {
            assertThat(file).hasContent(String.valueOf(ProcessHandle.current().pid()));
        }
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "999999999999999999", "-1"})
    void replacesWhatADeadProcessLeft(String content) throws IOException {
        var file = Files.writeString(directory.resolve("pid"), content);
        try (var _ = PidFile.write(file)) {
            assertThat(file).hasContent(String.valueOf(ProcessHandle.current().pid()));
        }
    }

    @Test
    void refusesTheFileOfALivingProcess() throws IOException {
        long parent = ProcessHandle.current().parent().orElseThrow().pid();
        var file = Files.writeString(directory.resolve("pid"), parent + "\n");
        var refused = catchThrowableOfType(StartException.class, () -> PidFile.write(file));
        assertThat(refused.exitCode()).isEqualTo(ExitCode.IN_USE);
        assertThat(refused).hasMessageContainingAll(file.toString(), String.valueOf(parent));
        assertThat(file).as("untouched").hasContent(String.valueOf(parent));
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() {
        var file = directory.resolve("missing/pid");
        var refused = catchThrowableOfType(StartException.class, () -> PidFile.write(file));
        assertThat(refused).hasMessageContainingAll(file.toString(), "-pid-file");
    }
}
