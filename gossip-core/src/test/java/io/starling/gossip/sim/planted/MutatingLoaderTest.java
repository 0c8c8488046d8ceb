package io.starling.gossip.sim.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MutatingLoaderTest {
    private static final String RULES = ToyRules.class.getName();
    private static final String BUGS = ToyBugs.class.getName();

    @Test
    void changesNothingElse() throws Exception {
        assertThat(ToyRules.answers())
                .isEqualTo("old true, limit 12/15, clock 1, heard [news], hoho");
        assertThat(answers("hear", new Mutation.Nothing()))
                .isEqualTo("old true, limit 12/15, clock 0, heard [], hoho");
        assertThat(ToyRules.answers()).contains("heard [news]");
    }

    @Test
    void answersTheSameAlways() throws Exception {
        assertThat(answers("isOld", Mutation.Always.always(false))).contains("old false");
        assertThat(answers("clock", new Mutation.Always(1L << 40))).contains("clock 1099511627776");
        assertThat(answers("limit(int)", new Mutation.Always(-7))).contains("limit -7/15");
    }

    @Test
    void callsAnotherMethodWithTheSameArguments() throws Exception {
        assertThat(answers("greet", new Mutation.CallInstead(BUGS, "greet")))
                .endsWith("ho, heard [news], 2 times");
        assertThat(answers("limit(int, int)", new Mutation.CallInstead(BUGS, "limit")))
                .contains("limit 12/-2");
    }

    @Test
    void refusesATargetThatIsNotExactlyOneMethod() {
        assertThatThrownBy(() -> answers("limit", new Mutation.Always(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 methods \"limit\"")
                .hasMessageContaining("limit(int, int)");
        assertThatThrownBy(() -> answers("isNew", new Mutation.Always(1)))
                .hasMessageContaining("0 methods \"isNew\"");
    }

    @Test
    void refusesAMutationThatDoesNotFit() {
        assertThatThrownBy(() -> answers("isOld", new Mutation.Nothing()))
                .hasMessageContaining("returns something");
        assertThatThrownBy(() -> answers("greet", new Mutation.Always(1)))
                .hasMessageContaining("returns no boolean");
    }

    @Test
    void simulatesTheSameWorldInItsOwnCopy() throws Exception {
        var loader = new MutatingLoader(RULES, "hear", new Mutation.Nothing());
        var chatter = loader.loadClass("io.starling.gossip.sim.Chatter");
        var trace = chatter.getDeclaredMethod("trace", long.class);
        trace.setAccessible(true);
        var here = Class.forName(chatter.getName()).getDeclaredMethod("trace", long.class);
        here.setAccessible(true);
        assertThat(chatter).isNotSameAs(here.getDeclaringClass());
        assertThat(trace.invoke(null, 5L)).isEqualTo(here.invoke(null, 5L));
        assertThat(loader.hasMutated()).isFalse();
    }

    private static String answers(String method, Mutation mutation) throws Exception {
        var loader = new MutatingLoader(RULES, method, mutation);
        var answers = loader.loadClass(RULES).getDeclaredMethod("answers");
        answers.setAccessible(true);
        return (String) answers.invoke(null);
    }
}
