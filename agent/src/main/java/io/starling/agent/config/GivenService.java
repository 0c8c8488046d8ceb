package io.starling.agent.config;

import io.starling.agent.service.Service;

/// A service that a file defines.
///
/// @param where for error messages
record GivenService(Service service, String where) {}
