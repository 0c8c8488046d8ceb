/// The command line: a thin HTTP client of one agent.
///
/// It lives for one request, so what counts is how fast it starts: a plain socket in place of the
/// JDK's HTTP client, which costs 300 ms; streaming JSON in place of data binding; no logging.
///
/// Reading order: [Main], `command.Event`, [AgentClient], [Output].
@NullMarked
package io.starling.cli;

import org.jspecify.annotations.NullMarked;
