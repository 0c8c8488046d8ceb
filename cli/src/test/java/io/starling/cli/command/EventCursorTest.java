package io.starling.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.cli.AgentException;
import io.starling.cli.Json;
import io.starling.cli.command.EventCursor.Step;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

class EventCursorTest {
    private static final String EMPTY = "1";

    @Test
    void derivesTheIndexFromTheWholeId() {
        assertThat(event("46ee8f51-bc70-3c12-e415-9fae23818ec8").index())
                .isEqualTo("11743999143384822490");
        assertThat(event("00000000-0000-0001-0000-000000000001").index()).isEqualTo("1");
        assertThat(event("ffffffff-ffff-ffff-0000-000000000000").index())
                .isEqualTo("18446744073709551615");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "46ee8f51", "zzee8f51-bc70-3c12-e415-9fae23818ec8", "\u001b[2J"})
    void refusesWhatIsNoId(String id) {
        var event = event(id);
        assertThatThrownBy(event::index)
                .isInstanceOf(AgentException.class)
                .hasMessageEndingWith("is no event ID");
    }

    @Test
    void whatFollowsTheRememberedEventIsNew() {
        var cursor = new EventCursor(Served.index(2));
        assertThat(cursor.advance(events(1, 2, 3, 4), Served.index(4)))
                .isEqualTo(new Step(events(3, 4), false));
        assertThat(cursor.index()).isEqualTo(Served.index(4));
        assertThat(cursor.advance(events(1, 2, 3, 4, 5), Served.index(5)))
                .isEqualTo(new Step(events(5), false));
    }

    @Test
    void theSameIndexMeansNothingNew() {
        var cursor = new EventCursor(Served.index(2));
        assertThat(cursor.advance(events(1, 2), Served.index(2)))
                .isEqualTo(new Step(List.of(), false));
    }

    @Test
    void afterAnEmptyListEverythingIsNewAndNothingIsLost() {
        var cursor = new EventCursor(EMPTY);
        assertThat(cursor.advance(List.of(), EMPTY)).isEqualTo(new Step(List.of(), false));
        assertThat(cursor.advance(events(7, 8), Served.index(8)))
                .isEqualTo(new Step(events(7, 8), false));
    }

    @Test
    void aRememberedEventThatIsGoneMeansAGap() {
        var cursor = new EventCursor(Served.index(2));
        assertThat(cursor.advance(events(300, 301), Served.index(301)))
                .isEqualTo(new Step(events(300, 301), true));
    }

    @Test
    void anEmptiedListMeansAGapOnce() {
        var cursor = new EventCursor(Served.index(2));
        assertThat(cursor.advance(List.of(), EMPTY)).isEqualTo(new Step(List.of(), true));
        assertThat(cursor.advance(events(3), Served.index(3)))
                .isEqualTo(new Step(events(3), false));
    }

    /// Two agents list in different orders, and the index is no number to be compared by size.
    @Test
    void followsTheOrderOfTheListNotOfTheIndex() {
        var cursor = new EventCursor(Served.index(9));
        assertThat(cursor.advance(events(9, 4, 2), Served.index(2)))
                .isEqualTo(new Step(events(4, 2), false));
    }

    private static List<ServedEvent> events(int... numbers) {
        return Arrays.stream(numbers).mapToObj(n -> event(Served.id(n))).toList();
    }

    private static ServedEvent event(String id) {
        var json = "{\"ID\":\"%s\",\"Name\":\"x\",\"LTime\":1}".formatted(id.replace("\u001b", ""));
        try {
            return ServedEvent.of(
                    Json.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
