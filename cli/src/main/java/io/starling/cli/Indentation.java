package io.starling.cli;

import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;

/// Writes JSON as Consul's programs show it to people.
final class Indentation extends ObjectWriteContext.Base {
    private static final DefaultIndenter FOUR_SPACES = new DefaultIndenter("    ", "\n");

    @Override
    public PrettyPrinter getPrettyPrinter() {
        return new DefaultPrettyPrinter(
                        Separators.createDefaultInstance()
                                .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                                .withObjectEmptySeparator("")
                                .withArrayEmptySeparator(""))
                .withArrayIndenter(FOUR_SPACES)
                .withObjectIndenter(FOUR_SPACES);
    }
}
