package io.starling.agent.config;

/// One value that somebody gave for a setting.
///
/// @param where for error messages: `-http-port`, `STARLING_PORTS_HTTP`, `agent.conf:3`
record Given(Setting setting, String text, String where) {}
