package io.starling.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FilterCacheTest {
    private final FilterCache cache = new FilterCache();

    @Test
    void compilesOnce() {
        assertThat(cache.get("web")).isSameAs(cache.get("web"));
        assertThat(cache.get("[")).isSameAs(cache.get("["));
    }

    @Test
    void isBoundedByTheSizeOfAllPrograms() {
        var first = cache.get("a{900}x");
        for (int i = 0; i < 100; i++) {
            cache.get("a{900}" + i);
            assertThat(cache.instructions()).isBetween(900, FilterCache.INSTRUCTIONS_MAX);
        }
        assertThat(cache.size()).isEqualTo(FilterCache.INSTRUCTIONS_MAX / 904);
        assertThat(cache.get("a{900}x")).isNotSameAs(first);
    }

    @Test
    void isBoundedByRefusalsToo() {
        for (int i = 0; i < 5_000; i++) {
            cache.get("[" + i);
        }
        assertThat(cache.size()).isEqualTo(FilterCache.INSTRUCTIONS_MAX / FilterCache.REFUSAL);
    }

    @Test
    void whatIsUsedStays() {
        var used = cache.get("web");
        for (int i = 0; i < 5_000; i++) {
            cache.get("[" + i);
            assertThat(cache.get("web")).isSameAs(used);
        }
    }
}
