package io.starling.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.EventId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIndexTest {

    @Test
    void isTheXorOfTheHalvesUnsigned() {
        var id = EventId.parse("46ee8f51-bc70-3c12-e415-9fae23818ec8");
        assertThat(EventIndex.format(EventIndex.of(id))).isEqualTo("11743999143384822490");
    }

    @Test
    void isNeverZero() {
        assertThat(EventIndex.of(new EventId(7, 7))).isEqualTo(1);
    }

    @Test
    void readsUnsignedDecimals() {
        assertThat(EventIndex.parse("0")).contains(0L);
        assertThat(EventIndex.parse("18446744073709551615")).contains(-1L);
        assertThat(EventIndex.parse("11743999143384822490")).contains(-6702744930324729126L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "+1",
                "-1",
                "1.0",
                "0x1",
                " 1",
                "1 ",
                "18446744073709551616",
                "99999999999999999999999",
                "٣"
            })
    void refusesAnythingElse(String text) {
        assertThat(EventIndex.parse(text)).isEmpty();
    }
}
