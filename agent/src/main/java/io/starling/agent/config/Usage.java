package io.starling.agent.config;

import java.util.Arrays;

/// The help text of the agent's flags, made from the table of settings.
public final class Usage {
    private Usage() {}

    public static String flags() {
        var out = new StringBuilder();
        Arrays.stream(Setting.values())
                .filter(setting -> !setting.flag().isEmpty())
                .forEach(setting -> line(out, setting.flag(), setting.value(), setting.meaning()));
        line(out, "config-file", "FILE", "HOCON or JSON with the same settings; repeatable");
        line(out, "config-dir", "DIR", "all its .conf, .hocon and .json files, in name order");
        return out.toString();
    }

    private static void line(StringBuilder out, String flag, String value, String meaning) {
        out.append("  %-34s %s%n".formatted("-" + flag + "=" + value, meaning));
    }
}
