package io.starling.cli.command;

import io.starling.cli.Json;

import java.util.List;
import java.util.Map;

/// Something that a watch tells of.
///
/// @param line for people, printable
/// @param environment what a handler is told of it besides, if it is the last of several
record News(Json json, String line, Map<String, String> environment) {

    /// Where a watch tells it.
    @FunctionalInterface
    interface Sink {
        /// @param news oldest first
        /// @param environment what is to be told of all of it together
        /// @return whether to go on
        boolean take(List<News> news, Map<String, String> environment) throws InterruptedException;
    }
}
