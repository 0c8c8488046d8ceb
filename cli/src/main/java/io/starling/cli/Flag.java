package io.starling.cli;

/// One option that a verb declares. Parsing and help come out of the same declaration.
///
/// @param name without dashes
/// @param value what stands for the value in the help text; empty if the flag takes none
/// @param help one line
public record Flag(String name, String value, String help) {
    /// A flag that is there or not.
    public static Flag toggle(String name, String help) {
        return new Flag(name, "", help);
    }

    public boolean takesValue() {
        return !value.isEmpty();
    }

    /// As the help text shows it.
    String spelled() {
        return takesValue() ? "-" + name + "=" + value : "-" + name;
    }
}
